package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.controllers.ControllerManager;
import dev.keelson.launcher.component.Election;
import dev.keelson.launcher.component.Led;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ordinary clients of an API server of this process: controllers, scheduler, nodes. Each speaks
 * to it as itself, by what an outsider would send.
 */
public final class Crew implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Crew.class);

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
      return crew;
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
