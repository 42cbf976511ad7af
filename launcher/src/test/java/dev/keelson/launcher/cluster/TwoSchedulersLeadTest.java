package dev.keelson.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.nodeagent.NodePool;
import dev.keelson.nodeagent.NodePoolConfig;
import dev.keelson.scheduler.Scheduler;
import dev.keelson.scheduler.SchedulerConfig;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Beside the cluster's scheduler two more bind the same pods, none knowing of the others. */
class TwoSchedulersLeadTest {
  private static final int PODS = 60;

  /** Of its eight CPUs. */
  private static final int FIT_ON_A_NODE = 8;

  @Test
  void noNodeIsOvercommittedInTheEnd() {
    try (EmbeddedCluster cluster = EmbeddedCluster.open(ClusterOptions.USUAL.withNodes(0));
        NodePool _ = NodePool.start(cluster.client("kubelet"), NodePoolConfig.ofCount(8));
        Scheduler _ = scheduler(cluster, 1);
        Scheduler _ = scheduler(cluster, 2)) {
      ApiClient client = cluster.client("test");
      BadDays.deploy(client, PODS, "1");
      BadDays.await("all run", () -> running(client).size() == PODS);
      Map<String, Long> byNode =
          running(client).stream()
              .map(pod -> pod.spec().text("nodeName"))
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      assertThat(byNode.values()).allMatch(count -> count <= FIT_ON_A_NODE);
      assertThat(BadDays.pods(client).stream().filter(BadDays::isActive)).hasSize(PODS);
    }
  }

  private static Scheduler scheduler(EmbeddedCluster cluster, int seed) {
    return Scheduler.start(
        cluster.client("scheduler-" + seed),
        SchedulerConfig.defaults().withRandom(new Random(seed)));
  }

  private static List<ApiObject> running(ApiClient client) {
    return BadDays.pods(client).stream()
        .filter(pod -> BadDays.isActive(pod) && BadDays.isTrue(pod, "Ready"))
        .toList();
  }
}
