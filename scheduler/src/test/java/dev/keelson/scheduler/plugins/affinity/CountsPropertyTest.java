package dev.keelson.scheduler.plugins.affinity;

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
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is counted step by step is what is counted from scratch. */
class CountsPropertyTest {
  private static final String[] APPS = {"web", "db"};
  private static final String[] KINDS = {"podAffinity", "podAntiAffinity"};

  private static PodView any(Random random, int number) {
    TestPod pod =
        pod("x" + number)
            .in(random.nextInt(4) == 0 ? "other" : "default")
            .labels("app=" + APPS[random.nextInt(2)])
            .on("n" + random.nextInt(5));
    return (random.nextBoolean() ? pod : pod.spec(needs(random))).view();
  }

  private static String needs(Random random) {
    return AffinityTest.required(
        KINDS[random.nextInt(2)],
        "app=" + APPS[random.nextInt(2)],
        random.nextBoolean() ? "zone" : "host");
  }

  private static TestWorld world() {
    TestWorld world = TestWorld.of(node("n4"));
    for (int i = 0; i < 4; i++) {
      world.and(node("n" + i, "zone=" + i % 2, "host=" + i));
    }
    return world;
  }

  @Property(tries = 150)
  void comingAndGoingIsCountedAsIfFromScratch(@ForAll long seed) {
    Random random = new Random(seed);
    TestPod asking = pod("p").labels("app=web").spec(needs(random));
    TestWorld world = world();
    List<PodView> there = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      PodView each = any(random, i);
      there.add(each);
      world.add(each);
    }
    InterPodAffinity plugin = new InterPodAffinity(JsonObject.EMPTY, world);
    CycleState state = new CycleState();
    world.verdicts(plugin, asking.view(), state);
    CycleState copy = state.copy();
    List<Map<String, Integer>> before = state.get(InterPodAffinity.REQUIRED).asMaps();
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
    CycleState fresh = new CycleState();
    Map<String, String> verdicts =
        world.verdicts(new InterPodAffinity(JsonObject.EMPTY, world), asking.view(), fresh);
    assertThat(copy.get(InterPodAffinity.REQUIRED).asMaps())
        .isEqualTo(fresh.get(InterPodAffinity.REQUIRED).asMaps());
    verdicts.forEach(
        (name, verdict) ->
            assertThat(TestWorld.text(plugin.filter(copy, asking.view(), world.node(name))))
                .isEqualTo(verdict));
    // The copy went its own way.
    assertThat(state.get(InterPodAffinity.REQUIRED).asMaps()).isEqualTo(before);
    // What is remembered of unchanged nodes is still right.
    CycleState again = new CycleState();
    world.verdicts(plugin, asking.view(), again);
    assertThat(again.get(InterPodAffinity.REQUIRED).asMaps())
        .isEqualTo(fresh.get(InterPodAffinity.REQUIRED).asMaps());
  }
}
