package dev.keelson.scheduler.preempt;

import static dev.keelson.scheduler.testing.TestNode.node;
import static dev.keelson.scheduler.testing.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugins.resources.NodeResourcesFit;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import dev.keelson.scheduler.view.PodView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Never a pod of the same or higher priority, and afterwards the pod fits. */
class PreemptionPropertyTest {
  private static final String BUDGET =
      """
      apiVersion: policy/v1
      kind: PodDisruptionBudget
      metadata: {name: pdb, namespace: default}
      spec: {selector: {matchLabels: {app: a}}}
      status: {disruptionsAllowed: 1}
      """;

  @Property(tries = 150)
  void onlyLowerPrioritiesGoAndThenThePodFits(@ForAll long seed) {
    Random random = new Random(seed);
    TestWorld world = PreemptionWorld.empty();
    Map<String, PodView> there = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      world.and(node("n" + i).allocatable("cpu=8"));
      for (int j = 0; j < 4; j++) {
        PodView each =
            pod("x" + i + j)
                .requests("cpu=" + (1 + random.nextInt(3)))
                .priority(random.nextInt(5))
                .labels(random.nextBoolean() ? "app=a" : "app=b")
                .on("n" + i)
                .view();
        there.put(each.name().name(), each);
        world.add(each);
      }
    }
    TestPod pod = pod("p").requests("cpu=" + (1 + random.nextInt(8))).priority(random.nextInt(5));
    NodeResourcesFit fit = new NodeResourcesFit(JsonObject.EMPTY);
    if (world.verdicts(fit, pod).containsValue("")) {
      return;
    }
    PreemptionWorld.Result result = PreemptionWorld.preempt(world, pod, List.of(BUDGET));
    for (String victim : result.victims()) {
      PodView gone = there.get(victim);
      assertThat(gone).isNotNull();
      assertThat(gone.priority()).isLessThan(pod.view().priority());
      assertThat(gone.nodeName()).isEqualTo(result.node());
      world.remove(gone);
    }
    if (!result.node().isEmpty()) {
      assertThat(result.victims()).isNotEmpty();
      assertThat(fit.filter(new CycleState(), pod.view(), world.node(result.node())).isSuccess())
          .isTrue();
    }
  }
}
