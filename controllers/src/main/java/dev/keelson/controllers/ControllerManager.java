package dev.keelson.controllers;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.queue.QueueStats;
import dev.keelson.apiserver.model.ApiObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs controllers on one set of informers. Whoever leads starts one and closes it when the lead is
 * lost; from then on it writes nothing, and another may be started. Thread-safe.
 *
 * <pre>{@code
 * try (var manager = ControllerManager.start(client, ManagerOptions.of(KubeControllers.ALL))) {
 *   …
 * }
 * }</pre>
 */
public final class ControllerManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerManager.class);

  /** Until a call that was under way has been answered, at the most. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final ManagerOptions options;
  private final List<Fence> fences;
  private final SharedInformers informers;
  private final Map<String, Controller> controllers = new LinkedHashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final List<EventSource> sources = new ArrayList<>();
  private boolean isClosed;

  private ControllerManager(ManagerOptions options, List<Fence> fences, SharedInformers informers) {
    this.options = options;
    this.fences = fences;
    this.informers = informers;
  }

  /**
   * Returns when all are started, not when their informers are synced.
   *
   * @throws IllegalArgumentException a controller is selected that there is none of
   */
  public static ControllerManager start(ApiClient client, ManagerOptions options) {
    List<String> problems = options.selection().problems(options.kinds());
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    List<Fence> fences = new ArrayList<>();
    ApiClient fenced = client.through(way -> fenced(way, fences));
    SharedInformers informers =
        SharedInformers.of(
            as(fenced, "shared-informers"),
            Map.of(),
            InformerOptions.ALL.transformed(ControllerManager::withoutManagers));
    ControllerManager manager = new ControllerManager(options, fences, informers);
    for (ControllerKind kind : options.kinds()) {
      if (options.selection().includes(kind)) {
        ApiClient own =
            options
                .accounts()
                .of(kind.name())
                .map(way -> fenced.through(_ -> fenced(way, fences)))
                .orElse(fenced);
        manager.start(kind, as(own, kind.name()));
      }
    }
    informers.start();
    return manager;
  }

  private static Fence fenced(ApiTransport way, List<Fence> fences) {
    Fence fence = new Fence(way);
    fences.add(fence);
    return fence;
  }

  /** Who manages which field is long, and of no concern here. An update without it changes none. */
  private static ApiObject withoutManagers(ApiObject object) {
    return object.withMetadata(metadata -> metadata.without("managedFields"));
  }

  private static ApiClient as(ApiClient client, String part) {
    ClientOptions known = client.options();
    Map<String, String> headers = new LinkedHashMap<>(known.headers());
    headers.merge("user-agent", part, (process, name) -> process + "/" + name);
    return client.with(
        new ClientOptions(
            headers, known.timeout(), known.retries(), known.limit(), known.timing()));
  }

  /** One that does not start is no reason for the others not to. */
  private synchronized void start(ControllerKind kind, ApiClient client) {
    EventSource events = new EventSource(client, kind.name());
    sources.add(events);
    ControllerContext context =
        new ControllerContext(
            client, informers, events, client.timing(), options.random(), options.flags());
    try {
      controllers.put(kind.name(), kind.start().apply(context));
    } catch (RuntimeException e) {
      LOG.error("{} does not start", kind.name(), e);
      failures.put(kind.name(), "does not start: " + e.getMessage());
    }
  }

  /** The names of those that run. */
  public synchronized List<String> running() {
    return List.copyOf(controllers.keySet());
  }

  /** What is wrong with each that was to run; "" where nothing is. */
  public synchronized Map<String, String> health() {
    Map<String, String> all = new LinkedHashMap<>(failures);
    controllers.forEach((name, controller) -> all.put(name, controller.trouble()));
    return all;
  }

  /** In Prometheus' text format. */
  public String metrics() {
    List<String> running = running();
    Map<String, QueueStats> queues = new LinkedHashMap<>();
    synchronized (this) {
      controllers.values().forEach(each -> queues.putAll(each.queues()));
    }
    return QueueMetrics.text(queues) + QueueMetrics.running(options.name(), running);
  }

  /** So that tests, and whoever waits for a first sync, can. */
  public SharedInformers informers() {
    return informers;
  }

  /** None lets anything through any more before the first is waited for. */
  private void shutFences() {
    fences.forEach(fence -> fence.shut(Duration.ZERO));
    long deadline = System.nanoTime() + GRACE.toNanos();
    for (Fence fence : fences) {
      if (!fence.shut(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        LOG.warn("a call is still under way while the controllers are being closed");
      }
    }
  }

  /** Nothing is written once it returns; workers may still be about to notice. Idempotent. */
  @Override
  public void close() {
    List<Controller> all;
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      all = List.copyOf(controllers.values());
    }
    shutFences();
    informers.close();
    synchronized (this) {
      sources.forEach(EventSource::close);
    }
    List<Thread> closing = all.stream().map(each -> Thread.ofVirtual().start(each::close)).toList();
    try {
      long deadline = System.nanoTime() + GRACE.toNanos();
      for (Thread each : closing) {
        long left = deadline - System.nanoTime();
        if (left > 0) {
          each.join(Duration.ofNanos(left));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
