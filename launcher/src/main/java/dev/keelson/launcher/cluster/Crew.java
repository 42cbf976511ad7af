package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.server.pki.ServingNames;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import dev.keelson.controllers.ControllerManager;
import dev.keelson.launcher.component.Election;
import dev.keelson.launcher.component.Led;
import dev.keelson.nodeagent.NodePool;
import dev.keelson.nodeagent.NodePoolConfig;
import dev.keelson.nodeagent.stream.KubeletServerConfig;
import dev.keelson.scheduler.Scheduler;
import dev.keelson.scheduler.SchedulerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ordinary clients of an API server of this process: controllers, scheduler, nodes. Each speaks
 * to it as itself, by what an outsider would send.
 */
public final class Crew implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Crew.class);

  /** Of the machine's time. */
  private static final Duration LONGEST_REGISTRATION = Duration.ofSeconds(60);

  private final ControlPlane plane;
  private final CrewPlan plan;
  private final Timing timing;
  private final List<AutoCloseable> running = new ArrayList<>();

  private Crew(ControlPlane plane, CrewPlan plan, Timing timing) {
    this.plane = plane;
    this.plan = plan;
    this.timing = timing;
  }

  /**
   * Returns when the nodes are ready.
   *
   * @param done is told of each part that has come up: its name, and a word about it
   */
  public static Crew start(
      ControlPlane plane, CrewPlan plan, Timing timing, BiConsumer<String, String> done) {
    Crew crew = new Crew(plane, plan, timing);
    try {
      crew.startControllers(done);
      crew.startScheduler(done);
      crew.startNodes(done);
      return crew;
    } catch (InterruptedException e) {
      crew.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cluster started", e);
    } catch (RuntimeException | Error e) {
      crew.close();
      throw e;
    }
  }

  private void startControllers(BiConsumer<String, String> done) {
    if (plan.controllers().isEmpty()) {
      return;
    }
    ApiClient client = client(Identity.CONTROLLERS, "kube-controller-manager");
    Led<ControllerManager> led =
        Led.start(
            client,
            election("kube-controller-manager"),
            () -> ControllerManager.start(client, OwnControllers.options(plane, plan)));
    running.add(led);
    String word =
        led.running().map(each -> each.running().size() + " of them").orElse("waiting to lead");
    done.accept("controllers", word);
  }

  private void startScheduler(BiConsumer<String, String> done) {
    if (plan.controllers().isEmpty()) {
      return;
    }
    ApiClient client = client(Identity.SCHEDULER, "kube-scheduler");
    Led<Scheduler> led =
        Led.start(
            client,
            election("kube-scheduler"),
            () ->
                Scheduler.start(
                    client,
                    plan.hasGangs()
                        ? SchedulerConfig.defaults().withGangs()
                        : SchedulerConfig.defaults()));
    running.add(led);
    done.accept("scheduler", led.running().isPresent() ? "" : "waiting to lead");
  }

  private void startNodes(BiConsumer<String, String> done) throws InterruptedException {
    if (plan.nodes() == 0) {
      return;
    }
    NodePool pool = NodePool.start(client(Identity.NODE_POOL, "kubelet"), nodes());
    running.add(pool);
    if (!pool.awaitRegistered(LONGEST_REGISTRATION)) {
      LOG.warn("the nodes are not all registered: {}", pool.trouble());
    }
    done.accept("nodes", plan.nodes() + ", pods pretended");
  }

  private NodePoolConfig nodes() {
    TlsIdentity serving =
        plane
            .pki()
            .ca()
            .serving("kubelet", new ServingNames(Set.of("localhost"), Set.of("127.0.0.1", "::1")));
    return NodePoolConfig.ofCount(plan.nodes())
        .withServer(
            KubeletServerConfig.of(
                serving.key(), serving.chain(), List.of(plane.pki().ca().certificate())));
  }

  private Election election(String name) {
    return plan.isElected() ? Election.by(name) : Election.none(name);
  }

  private ApiClient client(Identity identity, String userAgent) {
    return new ApiClient(
        plane.transport(identity), ClientOptions.usual(userAgent).withTiming(timing));
  }

  /** The last one started first. */
  @Override
  public void close() {
    for (AutoCloseable each : running.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        LOG.warn("a component does not end in an orderly way", e);
      }
    }
    running.clear();
  }
}
