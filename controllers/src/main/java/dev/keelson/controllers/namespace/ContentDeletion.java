package dev.keelson.controllers.namespace;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.discovery.Discovery;
import dev.keelson.controllers.discovery.ServedResource;
import dev.keelson.controllers.discovery.ServedResources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One pass over all that can be deleted in a namespace: pods alone first, since what they use must
 * outlive them; then the rest, several resources at once. Whatever fails is noted, and the pass
 * goes on.
 */
final class ContentDeletion {
  /** Seconds given to whoever owns a finalizer. */
  private static final long FINALIZER_ESTIMATE = 15;

  /** Resources in work at once. */
  private static final int WIDTH = 6;

  private static final GroupVersionResource PODS = new GroupVersionResource("", "v1", "pods");

  private final ApiClient client;
  private final String namespace;
  private final Instant deletedAt;
  private final DeletionReport report = new DeletionReport();
  private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();

  ContentDeletion(ApiClient client, String namespace, Instant deletedAt) {
    this.client = client;
    this.namespace = namespace;
    this.deletedAt = deletedAt;
  }

  /**
   * @param report what was met
   * @param isComplete false: pods are left, and nothing else was touched
   */
  record Outcome(DeletionReport report, boolean isComplete) {}

  Outcome run() throws InterruptedException {
    List<ServedResource> deletable = deletable();
    boolean hasPods = deletable.stream().anyMatch(each -> each.resource().equals(PODS));
    boolean arePodsGone = !hasPods || deletePods();
    if (arePodsGone) {
      deleteRest(deletable.stream().filter(each -> !each.resource().equals(PODS)).toList());
    }
    unexpected.forEach(report::contentFailed);
    return new Outcome(report, arePodsGone);
  }

  private List<ServedResource> deletable() {
    try {
      ServedResources served = Discovery.read(client);
      if (!served.failed().isEmpty()) {
        report.discoveryFailed(
            "Discovery failed for some groups, %d failing: %s"
                .formatted(served.failed().size(), served.trouble()));
      }
      return served.preferredThatCan("delete").stream()
          .filter(each -> each.isNamespaced())
          .toList();
    } catch (ApiFailure | TransportFailure e) {
      report.discoveryFailed(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  /** Whether none is left. */
  private boolean deletePods() {
    try {
      List<ApiObject> pods = client.resource(PODS).list(namespace, ListOptions.ALL).items();
      long grace = pods.stream().mapToLong(ContentDeletion::grace).max().orElse(0);
      long passed = Duration.between(deletedAt, client.timing().now()).toSeconds();
      Remains left =
          pods.isEmpty()
              ? Remains.none(PODS)
              : delete(client.resource(PODS), true, passed >= grace ? 0 : grace);
      report.add(left);
      return left.count() == 0;
    } catch (ApiFailure | TransportFailure e) {
      report.contentFailed(
          "failed to delete pods for namespace: %s, err: %s".formatted(namespace, e.getMessage()));
      return true;
    }
  }

  private static long grace(ApiObject pod) {
    String phase = pod.status().text("phase");
    boolean hasEnded = phase.equals("Succeeded") || phase.equals("Failed");
    return hasEnded ? 0 : pod.spec().number("terminationGracePeriodSeconds", 0);
  }

  private void deleteRest(List<ServedResource> resources) throws InterruptedException {
    try (ExecutorService workers =
        Executors.newFixedThreadPool(WIDTH, Thread.ofVirtual().factory())) {
      List<Future<Remains>> all = new ArrayList<>();
      for (ServedResource each : resources) {
        all.add(workers.submit(() -> deleteAll(each)));
      }
      for (Future<Remains> each : all) {
        collect(each);
      }
    }
  }

  private void collect(Future<Remains> each) throws InterruptedException {
    try {
      report.add(each.get());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      report.contentFailed(String.valueOf(cause.getMessage()));
    }
  }

  private Remains deleteAll(ServedResource served) {
    ResourceClient resource = client.resource(served.resource()).metadataOnly();
    if (!served.can("list")) {
      deleteCollection(resource);
      return Remains.none(served.resource());
    }
    // Most resources have nothing in most namespaces: one call settles those.
    return list(resource, 1).isEmpty()
        ? Remains.none(served.resource())
        : delete(resource, served.can("deletecollection"), 0);
  }

  private Remains delete(ResourceClient resource, boolean atOnce, long estimate) {
    if (atOnce) {
      deleteCollection(resource);
    } else {
      deleteEach(resource);
    }
    List<ApiObject> left = list(resource.metadataOnly(), ListOptions.USUAL_PAGE);
    if (left.isEmpty()) {
      return Remains.none(resource.resource());
    }
    Map<String, Integer> byFinalizer = new HashMap<>();
    left.forEach(
        each -> each.finalizers().forEach(name -> byFinalizer.merge(name, 1, Math::addExact)));
    if (estimate == 0 && byFinalizer.isEmpty()) {
      unexpected.add(unexpected(resource.resource()));
    }
    long seconds = estimate == 0 && !byFinalizer.isEmpty() ? FINALIZER_ESTIMATE : estimate;
    return new Remains(resource.resource(), left.size(), seconds, byFinalizer);
  }

  private String unexpected(GroupVersionResource of) {
    return "unexpected items still remain in namespace: %s for gvr: %s/%s, Resource=%s"
        .formatted(namespace, of.group(), of.version(), of.resource());
  }

  private void deleteCollection(ResourceClient resource) {
    try {
      resource.deleteCollection(
          namespace,
          ListOptions.ALL.withPages(0),
          DeleteOptions.USUAL.withPropagation("Background"));
    } catch (ApiFailure e) {
      if (isUnsupported(e)) {
        deleteEach(resource);
      } else {
        throw e;
      }
    }
  }

  private void deleteEach(ResourceClient resource) {
    for (ApiObject each : list(resource.metadataOnly(), ListOptions.USUAL_PAGE)) {
      try {
        resource.delete(
            new ObjectName(namespace, each.name()),
            DeleteOptions.USUAL.withPropagation("Background"));
      } catch (ApiFailure e) {
        if (!isUnsupported(e)) {
          throw e;
        }
      }
    }
  }

  private List<ApiObject> list(ResourceClient resource, int page) {
    try {
      return page == 1
          ? resource.page(namespace, ListOptions.ALL.withPages(1), "").items()
          : resource.list(namespace, ListOptions.ALL.withPages(page)).items();
    } catch (ApiFailure e) {
      if (isUnsupported(e)) {
        return List.of();
      }
      throw e;
    }
  }

  /** Discovery may tell of resources that know no such verb, or are gone by now. */
  private static boolean isUnsupported(ApiFailure e) {
    return e.status().code() == 404 || e.status().code() == 405;
  }
}
