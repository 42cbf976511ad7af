package dev.keelson.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.scheduler.TestPods;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is done to the queue: no pod is lost, none is there twice, none is taken twice. */
class SchedulingQueueModelTest {
  private enum Action {
    ADD,
    TAKE,
    REFUSE,
    FAIL,
    DONE,
    DELETE,
    NODE,
    SECOND,
    MINUTES,
    ACTIVATE
  }

  private record Step(Action action, int pod) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Action> actions = Arbitraries.of(Action.class);
    Arbitrary<Integer> pods = Arbitraries.integers().between(0, 5);
    return Combinators.combine(actions, pods).as(Step::new).list().ofMaxSize(60);
  }

  @Property(tries = 300)
  void noPodIsLostOrDoubled(@ForAll("steps") List<Step> steps) {
    QueueKit kit = new QueueKit();
    Map<String, PodView> waiting = new HashMap<>();
    Map<String, PodEntry> taken = new HashMap<>();
    for (Step step : steps) {
      play(step, kit, waiting, taken);
      assertThat(kit.queue.size()).isEqualTo(waiting.size());
    }
    kit.pass(Duration.ofMinutes(10));
    List<String> left = new ArrayList<>();
    for (String name = kit.next(); !name.isEmpty(); name = kit.next()) {
      left.add(name);
    }
    assertThat(left).containsExactlyInAnyOrderElementsOf(waiting.keySet());
  }

  private static void play(
      Step step, QueueKit kit, Map<String, PodView> waiting, Map<String, PodEntry> taken) {
    String name = "p" + step.pod();
    switch (step.action()) {
      case ADD -> {
        PodView pod = TestPods.pod(name, step.pod());
        kit.queue.add(pod);
        if (!taken.containsKey(name)) {
          waiting.put(name, pod);
        }
      }
      case TAKE ->
          kit.queue
              .poll()
              .ifPresent(
                  entry -> {
                    String found = entry.pod().name().name();
                    assertThat(taken).doesNotContainKey(found);
                    assertThat(waiting).containsKey(found);
                    taken.put(found, entry);
                    waiting.remove(found);
                  });
      case REFUSE, FAIL -> giveBack(step.action(), kit, waiting, taken);
      case DONE -> {
        for (String each : new TreeSet<>(taken.keySet())) {
          kit.queue.done(taken.remove(each).pod().uid());
        }
        assertThat(kit.queue.inFlightEvents()).isZero();
      }
      case DELETE -> {
        kit.queue.delete(TestPods.pod(name, step.pod()));
        waiting.remove(name);
      }
      case NODE -> kit.nodeComes();
      case SECOND -> kit.pass(Duration.ofSeconds(1));
      case MINUTES -> kit.pass(Duration.ofMinutes(6));
      case ACTIVATE -> kit.queue.activate(List.of(TestPods.pod(name, 0).name()));
    }
  }

  private static void giveBack(
      Action how, QueueKit kit, Map<String, PodView> waiting, Map<String, PodEntry> taken) {
    if (taken.isEmpty()) {
      return;
    }
    String name = new TreeSet<>(taken.keySet()).first();
    PodEntry entry = taken.remove(name);
    if (how == Action.REFUSE) {
      kit.refuse(entry);
    } else {
      kit.fail(entry);
    }
    waiting.put(name, entry.pod());
  }
}
