package dev.keelson.scheduler;

import static dev.keelson.apiserver.client.InMemoryCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PermitPlugin;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.ReservePlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugins.DefaultPlugins;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plugin of somebody else's that holds pods back after their node is chosen. */
class PermitTest {
  private static final String CONFIG =
      """
      apiVersion: kubescheduler.config.k8s.io/v1
      kind: KubeSchedulerConfiguration
      profiles:
      - plugins:
          multiPoint:
            enabled:
            - name: Hold
      """;

  private final InMemoryCluster cluster = InMemoryCluster.open();
  private final ApiClient client = cluster.client("test");
  private final List<String> held = new CopyOnWriteArrayList<>();
  private final List<String> unreserved = new CopyOnWriteArrayList<>();
  private final List<PluginContext> contexts = new CopyOnWriteArrayList<>();

  private final class Hold implements PermitPlugin, ReservePlugin {
    private final Duration timeout;

    Hold(Duration timeout) {
      this.timeout = timeout;
    }

    @Override
    public String name() {
      return "Hold";
    }

    @Override
    public Answer permit(CycleState state, PodView pod, String nodeName) {
      held.add(pod.uid());
      return new Answer(Verdict.WAIT, timeout);
    }

    @Override
    public Verdict reserve(CycleState state, PodView pod, String nodeName) {
      return Verdict.SUCCESS;
    }

    @Override
    public void unreserve(CycleState state, PodView pod, String nodeName) {
      unreserved.add(pod.uid());
    }
  }

  @BeforeEach
  void open() {
    client.resource("v1", "nodes").create(TestPods.nodeObject("n1", "4"));
    TestPods.clearTaints(client);
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private Scheduler start(Duration timeout) {
    SchedulerConfig config =
        SchedulerConfig.parse(CONFIG)
            .withRegistry(
                DefaultPlugins.registry()
                    .with(
                        "Hold",
                        (_, context) -> {
                          contexts.add(context);
                          return new Hold(timeout);
                        }));
    return Scheduler.start(cluster.client("scheduler"), config);
  }

  private ApiObject get(ObjectName pod) {
    return client.resource("v1", "pods").get(pod);
  }

  @Test
  void heldPodIsBoundWhenItIsLetGo() {
    try (Scheduler _ = start(Duration.ofMinutes(10))) {
      ObjectName pod =
          client.resource("v1", "pods").create(TestPods.podObject("a", "1")).objectName();
      await(
          "held, and says where it will go",
          () -> get(pod).status().text("nominatedNodeName").equals("n1"));
      assertThat(get(pod).spec().text("nodeName")).isEmpty();

      contexts.getFirst().allowWaiting(held.getFirst(), "Hold");

      await("bound", () -> get(pod).spec().text("nodeName").equals("n1"));
      assertThat(unreserved).isEmpty();
    }
  }

  @Test
  void heldForTooLongItGoesBack() {
    try (Scheduler _ = start(Duration.ofMillis(50))) {
      ObjectName pod =
          client.resource("v1", "pods").create(TestPods.podObject("a", "1")).objectName();

      await(
          "refused",
          () ->
              get(pod)
                  .status()
                  .array("conditions")
                  .objects()
                  .anyMatch(
                      each ->
                          each.text("message")
                              .equals(
                                  "0/1 nodes are available: 1 rejected due to timeout after"
                                      + " waiting 50ms at plugin Hold.")));
      assertThat(unreserved).contains(held.getFirst());
      assertThat(get(pod).spec().text("nodeName")).isEmpty();
    }
  }
}
