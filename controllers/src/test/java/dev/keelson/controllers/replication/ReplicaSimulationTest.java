package dev.keelson.controllers.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.SlowStart;
import dev.keelson.controllers.pod.TestPods;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/** A set that changes its size, of pods that come and go, and a controller that dies in between. */
class ReplicaSimulationTest {
  private final List<PodView> pods = new ArrayList<>();
  private int made;

  @BeforeTry
  void begin() {
    pods.clear();
    made = 0;
  }

  @Property(tries = 200)
  void never_too_many_and_in_the_end_as_many_as_wanted(
      @ForAll long seed,
      @ForAll @IntRange(max = 12) int first,
      @ForAll @IntRange(max = 12) int last) {
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      if (random.nextInt(3) == 0 && !pods.isEmpty()) {
        disturb(random);
      } else {
        int before = active().size();
        pass(first, random.nextInt(4));
        assertThat(active().size()).isBetween(Math.min(before, first), Math.max(before, first));
      }
    }
    for (int i = 0; i < 4; i++) {
      pass(last, Integer.MAX_VALUE);
    }
    assertThat(active()).hasSize(last);
  }

  @Property(tries = 20)
  void no_more_than_a_burst_at_once(@ForAll @IntRange(min = 1, max = 3000) int wanted) {
    assertThat(ReplicaPlan.of(wanted, List.of(), List.of(), TestPods.START).creations())
        .isEqualTo(Math.min(wanted, SlowStart.BURST));
  }

  private List<PodView> active() {
    return pods.stream().filter(PodView::isActive).toList();
  }

  /**
   * @param writes after which the controller dies
   */
  private void pass(int wanted, int writes) {
    List<PodView> active = active();
    ReplicaPlan plan = ReplicaPlan.of(wanted, active, active, TestPods.START.plusSeconds(100));
    for (int i = 0; i < Math.min(writes, plan.creations()); i++) {
      pods.add(TestPods.pod("p" + made++));
    }
    plan.deletions().stream().limit(writes).forEach(pods::remove);
  }

  private void disturb(Random random) {
    int which = random.nextInt(pods.size());
    PodView pod = pods.get(which);
    switch (random.nextInt(4)) {
      case 0 -> pods.set(which, TestPods.phase(pod, "Failed"));
      case 1 -> pods.set(which, TestPods.deleting(pod));
      case 2 -> pods.set(which, TestPods.ready(pod));
      default -> pods.remove(which);
    }
  }
}
