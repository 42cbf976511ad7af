package dev.keelson.controllers.gc;

import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.Withdrawal;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.ReconcileLoop;
import dev.keelson.apiserver.client.queue.WorkQueue;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.discovery.Discovery;
import dev.keelson.controllers.discovery.ServedResource;
import dev.keelson.controllers.discovery.ServedResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Monitors, graph and workers together; asks discovery now and then what else there is. */
final class GarbageCollector implements Controller {
  private static final Logger LOG = LoggerFactory.getLogger(GarbageCollector.class);

  private static final Duration DISCOVERY = Duration.ofSeconds(30);

  /** Where time is leapt over. */
  private static final Duration DISCOVERY_SLACK = Duration.ofMinutes(10);

  /**
   * After that it begins with what is synced: one resource that cannot be listed stops no other.
   */
  private static final Duration FIRST_SYNC = Duration.ofSeconds(30);

  private final ControllerContext context;
  private final WorkQueue<Identity> toDelete;
  private final WorkQueue<Identity> toOrphan;
  private final Graph graph;
  private final Monitors monitors;
  private final ReconcileLoop<Identity> deleters;
  private final ReconcileLoop<Identity> orphaners;
  private final Thread thread;
  private volatile ServedResources served = ServedResources.NONE;
  private volatile String trouble = "";

  private GarbageCollector(ControllerContext context) {
    this.context = context;
    this.toDelete = WorkQueue.usual(context.timing());
    this.toOrphan = WorkQueue.usual(context.timing());
    AbsentOwners absent = new AbsentOwners();
    GraphWork work = new Queues();
    this.graph = new Graph(absent, work);
    LiveObjects live = new LiveObjects(context.client(), () -> served);
    this.monitors = new Monitors(context.informers(), context.random(), graph);
    this.deleters =
        new ReconcileLoop<>(
            "garbage-collector-delete", toDelete, new DeleteAttempt(graph, live, absent, work));
    this.orphaners =
        new ReconcileLoop<>("garbage-collector-orphan", toOrphan, new OrphanAttempt(graph, live));
    this.thread = Thread.ofVirtual().name("garbage-collector-discovery").unstarted(this::run);
  }

  /** Asks for an informer by which it knows that all other controllers have asked for theirs. */
  static GarbageCollector start(ControllerContext context) {
    GarbageCollector collector = new GarbageCollector(context);
    context.informers().of("v1", "namespaces");
    collector.thread.start();
    return collector;
  }

  private final class Queues implements GraphWork {
    @Override
    public void toDelete(Identity item) {
      toDelete.add(item);
    }

    @Override
    public void toDeleteLater(Identity item) {
      toDelete.addRateLimited(item);
    }

    @Override
    public void toOrphan(Identity item) {
      toOrphan.add(item);
    }

    @Override
    public void badNamespace(Identity dependent, OwnerReference owner) {
      String message =
          "ownerRef %s does not exist in namespace \"%s\""
              .formatted(Identity.of(owner, dependent.namespace()), dependent.namespace());
      context
          .events()
          .accept(
              new EventNote(
                  dependent.toReference(), true, "OwnerRefInvalidNamespace", message, ""));
    }
  }

  private void run() {
    try {
      Informer first = context.informers().of("v1", "namespaces");
      while (!first.awaitSynced(Duration.ofSeconds(10))) {
        // Not started yet, or no server; the informer says so in the log.
      }
      context.timing().activity().begin();
      context.timing().activity().carry(this::discoverAgainAndAgain);
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void discoverAgainAndAgain() throws InterruptedException {
    while (!discover()) {
      context.timing().sleep(Duration.ofSeconds(1));
    }
    List<GroupVersionResource> missing = monitors.awaitSynced(FIRST_SYNC);
    if (!missing.isEmpty()) {
      LOG.warn("begins to collect garbage without {}", missing);
    }
    int workers = Integer.parseInt(context.options().text("concurrent-gc-syncs", "20"));
    deleters.start(workers);
    orphaners.start(workers);
    while (!Thread.currentThread().isInterrupted()) {
      context.timing().sleep(DISCOVERY, DISCOVERY_SLACK);
      discover();
    }
  }

  /** Whether anything was told. */
  private boolean discover() throws InterruptedException {
    try {
      ServedResources now = Discovery.read(context.client());
      List<ServedResource> wanted =
          new ArrayList<>(now.preferredThatCan("delete", "list", "watch"));
      if (wanted.isEmpty()) {
        return false;
      }
      wanted.addAll(keptOf(now, wanted));
      served = now;
      monitors.watch(wanted);
      trouble = "";
      return true;
    } catch (ApiFailure | TransportFailure e) {
      if (Withdrawal.is(e)) {
        throw new InterruptedException("closed");
      }
      trouble = "discovery: " + e.getMessage();
      LOG.warn("garbage collector: {}", trouble);
      return false;
    }
  }

  /** What a group that cannot be asked at this time served before. */
  private List<ServedResource> keptOf(ServedResources now, List<ServedResource> wanted) {
    Set<GroupVersionResource> told =
        wanted.stream().map(each -> each.resource()).collect(Collectors.toSet());
    return served.preferredThatCan("delete", "list", "watch").stream()
        .filter(each -> now.failed().containsKey(each.resource().groupVersion()))
        .filter(each -> !told.contains(each.resource()) && monitors.isSynced(each.resource()))
        .toList();
  }

  /** Objects that it knows of, those included that are only referred to. */
  int size() {
    return graph.size();
  }

  @Override
  public String trouble() {
    return trouble;
  }

  @Override
  public void close() {
    thread.interrupt();
    monitors.close();
    deleters.close();
    orphaners.close();
  }
}
