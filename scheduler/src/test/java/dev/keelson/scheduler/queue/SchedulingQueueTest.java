package dev.keelson.scheduler.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.scheduler.TestPods;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {
  private final QueueKit kit = new QueueKit();
  private final SchedulingQueue queue = kit.queue;

  private PodEntry take() {
    return queue.poll().orElseThrow();
  }

  @Test
  void highPriorityLeavesTheQueueFirst() {
    queue.add(TestPods.pod("low", 0));
    queue.add(TestPods.pod("high", 1000));
    queue.add(TestPods.pod("middle", 10));

    assertThat(List.of(kit.next(), kit.next(), kit.next(), kit.next()))
        .containsExactly("high", "middle", "low", "");
  }

  @Test
  void refusedPodWaitsForWhatItsPluginWaitsFor() {
    queue.add(TestPods.pod("a", 0));
    kit.refuse(take());

    kit.pass(Duration.ofSeconds(30));
    assertThat(kit.next()).isEmpty();

    kit.nodeComes();
    assertThat(kit.next()).isEqualTo("a");
  }

  @Test
  void eventsThatNobodyRegisteredMoveNothing() {
    queue.add(TestPods.pod("a", 0));
    kit.refuse(take());
    kit.pass(Duration.ofSeconds(30));

    queue.moveAll(
        new ClusterChange.Signal(ClusterEvent.of(EventResource.STORAGE_CLASS, ClusterEvent.ADD)));

    assertThat(kit.next()).isEmpty();
  }

  @Test
  void whatHappensDuringTheAttemptIsNotMissed() {
    queue.add(TestPods.pod("a", 0));
    PodEntry entry = take();
    kit.nodeComes();

    kit.refuse(entry);

    assertThat(queue.placeOf("uid-a")).isEqualTo("BACKOFF");
    assertThat(queue.inFlightEvents()).isZero();
  }

  @Test
  void whatHappenedBeforeTheAttemptDoesNotCount() {
    queue.add(TestPods.pod("a", 0));
    queue.add(TestPods.pod("b", 0));
    PodEntry first = take();
    kit.nodeComes();
    PodEntry second = take();

    kit.refuse(second);
    kit.refuse(first);

    assertThat(queue.placeOf("uid-b")).isEqualTo("UNSCHEDULABLE");
    assertThat(queue.placeOf("uid-a")).isEqualTo("BACKOFF");
  }

  @Test
  void backoffDoublesUpToItsMost() {
    queue.add(TestPods.pod("a", 0));
    for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
      kit.fail(take());
      kit.pass(Duration.ofSeconds(seconds));
      assertThat(kit.next()).isEmpty();
      kit.pass(Duration.ofSeconds(2));
      assertThat(queue.placeOf("uid-a")).isEqualTo("ACTIVE");
    }
  }

  @Test
  void whenNothingElseWaitsOneThatBacksOffIsTaken() {
    queue.add(TestPods.pod("a", 0));
    kit.refuse(take());
    kit.nodeComes();
    assertThat(queue.placeOf("uid-a")).isEqualTo("BACKOFF");

    queue.add(TestPods.pod("b", 0));

    assertThat(kit.next()).isEqualTo("b");
    assertThat(kit.next()).isEqualTo("a");
  }

  @Test
  void afterErrorsBackoffIsKept() {
    queue.add(TestPods.pod("a", 0));
    kit.fail(take());

    assertThat(queue.placeOf("uid-a")).isEqualTo("ERROR_BACKOFF");
    assertThat(kit.next()).isEmpty();
  }

  @Test
  void afterFiveMinutesItIsTriedAnyway() {
    queue.add(TestPods.pod("a", 0));
    kit.refuse(take());

    kit.pass(Duration.ofMinutes(4));
    assertThat(kit.next()).isEmpty();
    kit.pass(Duration.ofMinutes(2));

    PodEntry entry = take();
    assertThat(entry.isFlushed()).isTrue();
    assertThat(entry.attempts()).isEqualTo(2);
  }

  @Test
  void gatedPodEntersWhenItsGateOpens() {
    kit.gated.add("a");
    PodView pod = TestPods.pod("a", 0);
    queue.add(pod);
    kit.nodeComes();
    kit.pass(Duration.ofHours(1));
    assertThat(kit.next()).isEmpty();
    assertThat(kit.metrics.text()).contains("scheduler_pending_pods{queue=\"gated\"} 1");

    kit.gated.clear();
    PodView now = TestPods.changed(pod, "yes");
    queue.update(
        pod,
        now,
        List.of(
            new ClusterChange.Pods(
                ClusterEvent.of(EventResource.UNSCHEDULABLE_POD, ClusterEvent.UPDATE_POD_LABEL),
                Optional.of(pod),
                Optional.of(now))));

    assertThat(kit.next()).isEqualTo("a");
    assertThat(kit.metrics.text()).contains("scheduler_pending_pods{queue=\"gated\"} 0");
  }

  @Test
  void pendingPluginBringsItBackAtOnce() {
    queue.add(TestPods.pod("a", 0));
    PodEntry entry = take();
    entry.rejectedBy(Set.of(QueueKit.FIT), Set.of(QueueKit.FIT));
    queue.giveBack(entry);

    kit.nodeComes();

    assertThat(queue.placeOf("uid-a")).isEqualTo("ACTIVE");
  }

  @Test
  void activatedPodNeedsNoEvent() {
    PodView pod = TestPods.pod("a", 0);
    queue.add(pod);
    kit.refuse(take());

    queue.activate(List.of(pod.name()));

    assertThat(kit.next()).isEqualTo("a");
  }

  @Test
  void deletedPodIsNowhere() {
    PodView active = TestPods.pod("a", 0);
    PodView refused = TestPods.pod("b", 0);
    queue.add(refused);
    kit.refuse(take());
    queue.add(active);

    queue.delete(active);
    queue.delete(refused);

    assertThat(queue.size()).isZero();
    kit.nodeComes();
    assertThat(kit.next()).isEmpty();
  }

  @Test
  void closedQueueWakesItsReader() throws InterruptedException {
    queue.close();

    assertThat(queue.pop()).isEmpty();
  }
}
