package dev.keelson.controllers.gc;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.controllers.discovery.ServedResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches every deletable resource for the graph. A collection that another controller holds anyway
 * is not held twice; of the others only what the graph needs. Thread-safe.
 */
final class Monitors implements AutoCloseable {
  /** Nobody owns them, and there are many. */
  private static final Set<String> IGNORED = Set.of("events", "events.events.k8s.io");

  private record Monitor(Informer informer, boolean isShared) {}

  private final ApiClient client;
  private final SharedInformers shared;
  private final RandomGenerator random;
  private final Graph graph;
  private final Map<GroupVersionResource, Monitor> monitors = new HashMap<>();
  private boolean isClosed;

  Monitors(ApiClient client, SharedInformers shared, RandomGenerator random, Graph graph) {
    this.client = client;
    this.shared = shared;
    this.random = random;
    this.graph = graph;
  }

  /** From now on those, and no others. */
  synchronized void watch(List<ServedResource> resources) {
    if (isClosed) {
      return;
    }
    Map<GroupVersionResource, ServedResource> wanted =
        resources.stream()
            .filter(each -> !IGNORED.contains(each.resource().groupResource()))
            .collect(Collectors.toMap(each -> each.resource(), each -> each));
    List<GroupVersionResource> gone =
        monitors.keySet().stream().filter(each -> !wanted.containsKey(each)).toList();
    for (GroupVersionResource each : gone) {
      close(monitors.get(each));
      monitors.remove(each);
    }
    wanted.forEach((resource, served) -> monitors.computeIfAbsent(resource, _ -> open(served)));
  }

  private Monitor open(ServedResource served) {
    Optional<Informer> known = shared.find(served.resource());
    Monitor monitor =
        known
            .map(each -> new Monitor(each, true))
            .orElseGet(() -> new Monitor(own(served.resource()), false));
    monitor.informer().addHandler(handler(served.kind()));
    monitor.informer().start();
    return monitor;
  }

  private Informer own(GroupVersionResource resource) {
    return Informer.of(
        client.resource(resource).metadataOnly(),
        InformerOptions.ALL.transformed(Seen::slim),
        random);
  }

  private InformerHandler handler(GroupVersionKind kind) {
    return new InformerHandler() {
      @Override
      public void added(ApiObject object) {
        graph.observe(Optional.empty(), Seen.of(kind, object));
      }

      @Override
      public void updated(ApiObject before, ApiObject now) {
        Seen old = Seen.of(kind, before);
        Seen next = Seen.of(kind, now);
        if (!old.equals(next)) {
          graph.observe(Optional.of(old), next);
        }
      }

      @Override
      public void deleted(ApiObject last, boolean isFinalStateUnknown) {
        graph.forget(Seen.of(kind, last));
      }
    };
  }

  /**
   * @param bound of the machine's time, for all together
   * @return what is missing
   */
  List<GroupVersionResource> awaitSynced(Duration bound) throws InterruptedException {
    Map<GroupVersionResource, Monitor> all;
    synchronized (this) {
      all = new HashMap<>(monitors);
    }
    long deadline = System.nanoTime() + bound.toNanos();
    List<GroupVersionResource> missing = new ArrayList<>();
    for (var each : all.entrySet()) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      if (!each.getValue().informer().awaitSynced(left)) {
        missing.add(each.getKey());
      }
    }
    return missing;
  }

  synchronized boolean isSynced(GroupVersionResource resource) {
    Monitor monitor = monitors.get(resource);
    return monitor != null && monitor.informer().isSynced();
  }

  synchronized Set<GroupVersionResource> watched() {
    return Set.copyOf(monitors.keySet());
  }

  private static void close(@Nullable Monitor monitor) {
    if (monitor != null && !monitor.isShared()) {
      monitor.informer().close();
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    monitors.values().forEach(Monitors::close);
    monitors.clear();
  }
}
