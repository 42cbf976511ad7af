package dev.keelson.scheduler.plugins.spread;

import static dev.keelson.scheduler.testing.TestNode.node;
import static dev.keelson.scheduler.testing.TestPod.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is counted step by step is what is counted from scratch. */
class SpreadPropertyTest {
  private static PodView any(Random random, int number) {
    return pod("x" + number)
        .in(random.nextInt(4) == 0 ? "other" : "default")
        .labels(random.nextBoolean() ? "foo" : "bar")
        .on("n" + random.nextInt(6))
        .view();
  }

  @Property(tries = 150)
  void comingAndGoingIsCountedAsIfFromScratch(@ForAll long seed) {
    Random random = new Random(seed);
    TestPod asking =
        pod("p")
            .labels("foo")
            .spec(
                """
                topologySpreadConstraints:
                - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, minDomains: %d,
                   labelSelector: {matchLabels: {foo: ''}}}
                - {maxSkew: 2, topologyKey: host, whenUnsatisfiable: DoNotSchedule, nodeTaintsPolicy: Honor,
                   labelSelector: {matchLabels: {foo: ''}}}
                """
                    .formatted(1 + random.nextInt(4)));
    TestWorld world = TestWorld.of(node("n5"));
    for (int i = 0; i < 5; i++) {
      world.and(
          node("n" + i, "zone=" + i % 2, "host=" + i)
              .spec(i == 4 ? "taints: [{key: a, effect: NoSchedule}]" : "{}"));
    }
    List<PodView> there = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      there.add(any(random, i));
      world.add(there.getLast());
    }
    PodTopologySpread plugin = new PodTopologySpread(JsonObject.EMPTY, world);
    CycleState state = new CycleState();
    world.verdicts(plugin, asking.view(), state);
    CycleState copy = state.copy();
    for (int step = 0; step < 12; step++) {
      if (!there.isEmpty() && random.nextBoolean()) {
        PodView gone = there.remove(random.nextInt(there.size()));
        world.remove(gone);
        plugin.removePod(copy, asking.view(), gone, world.node(gone.nodeName()));
      } else {
        PodView come = any(random, 100 + step);
        there.add(come);
        world.add(come);
        plugin.addPod(copy, asking.view(), come, world.node(come.nodeName()));
      }
    }
    HardState fresh = fresh(world, asking);
    HardState stepped = copy.get(PodTopologySpread.HARD);
    assertThat(stepped.asMaps()).isEqualTo(fresh.asMaps());
    assertThat(stepped.leasts()).isEqualTo(fresh.leasts());
    CycleState again = new CycleState();
    world.verdicts(plugin, asking.view(), again);
    assertThat(again.get(PodTopologySpread.HARD).asMaps()).isEqualTo(fresh.asMaps());
    for (int i = 0; i < 6; i++) {
      assertThat(stepped.filter(world.node("n" + i))).isEqualTo(fresh.filter(world.node("n" + i)));
    }
  }

  private static HardState fresh(TestWorld world, TestPod asking) {
    CycleState state = new CycleState();
    world.verdicts(new PodTopologySpread(JsonObject.EMPTY, world), asking.view(), state);
    return state.get(PodTopologySpread.HARD);
  }
}
