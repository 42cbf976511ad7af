package dev.keelson.scheduler;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.cycle.Decision;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds pods to nodes, by way of the API, until it is closed. Whether it may, of several, is for
 * whoever starts it to know: it begins at once.
 *
 * <pre>{@code
 * try (var scheduler = Scheduler.start(client, SchedulerConfig.defaults())) {
 *   scheduler.awaitReady(Duration.ofSeconds(30));
 *   …
 * }
 * }</pre>
 */
public final class Scheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final SharedInformers informers;
  private final SchedulerParts parts;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean isClosed;

  private Scheduler(ApiClient client, SchedulerConfig config) {
    this.informers = SharedInformers.of(client, informerOptions());
    this.parts = new SchedulerParts(informers, config);
    this.thread = Thread.ofPlatform().daemon().name("scheduler").unstarted(this::run);
  }

  /**
   * Returns at once; first pods are tried once all that is there is known.
   *
   * @throws dev.keelson.scheduler.config.BadConfig the configuration cannot be
   */
  public static Scheduler start(ApiClient client, SchedulerConfig config) {
    Scheduler scheduler = new Scheduler(client, config);
    scheduler.thread.start();
    return scheduler;
  }

  private static Map<GroupVersionResource, InformerOptions> informerOptions() {
    GroupVersionResource pods = GroupVersion.parse("v1").resource("pods");
    GroupVersionResource nodes = GroupVersion.parse("v1").resource("nodes");
    ListOptions alive = ListOptions.ALL.withFields("status.phase!=Succeeded,status.phase!=Failed");
    InformerOptions lean =
        InformerOptions.ALL.transformed(
            object -> object.withMetadata(metadata -> metadata.without("managedFields")));
    return Map.of(pods, lean.only(alive), nodes, lean);
  }

  private void run() {
    try {
      informers.start();
      while (!isClosed && !informers.awaitSynced(Duration.ofSeconds(30)).isEmpty()) {
        LOG.warn("still waiting for the API server's lists");
      }
      parts.queue().start();
      ready.countDown();
      parts.cycle().run();
    } catch (InterruptedException _) {
      // Closed.
    } catch (RuntimeException | Error e) {
      LOG.error("the scheduler has broken down", e);
    }
  }

  /** Whether it knows all that is there, and has begun. */
  public boolean awaitReady(Duration bound) throws InterruptedException {
    return ready.await(bound.toNanos(), TimeUnit.NANOSECONDS);
  }

  public boolean isReady() {
    return ready.getCount() == 0;
  }

  /** Whether its thread lives. */
  public boolean isHealthy() {
    return !isClosed && thread.isAlive();
  }

  /** In Prometheus' text format. */
  public String metrics() {
    return parts.metrics().text();
  }

  /** Why the pod is not bound; empty: it is, or was not tried yet, or is long forgotten. */
  public Optional<Decision> explain(ObjectName pod) {
    return parts.decisions().find(pod);
  }

  /** Nothing is bound any more once this returns, but for calls that the server already has. */
  @Override
  public void close() {
    isClosed = true;
    parts.close();
    informers.close();
    thread.interrupt();
  }
}
