package dev.keelson.apiserver.client.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.time.SteppedTiming;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final SteppedTiming timing = new SteppedTiming(Instant.EPOCH);
  private final WorkQueue<String> queue = WorkQueue.usual(timing);

  private int depth() {
    return queue.stats().depth();
  }

  @Test
  void holdsAWaitingKeyOnce() throws Exception {
    queue.add("a");
    queue.add("b");
    queue.add("a");
    assertThat(depth()).isEqualTo(2);
    assertThat(queue.take()).contains("a");
    assertThat(queue.take()).contains("b");
    assertThat(queue.stats().adds()).isEqualTo(2);
  }

  @Test
  void handsOutAKeyInWorkOnlyAfterItIsDone() throws Exception {
    queue.add("a");
    queue.take();
    queue.add("a");
    queue.add("a");
    assertThat(depth()).isZero();
    queue.done("a");
    assertThat(depth()).isEqualTo(1);
    assertThat(queue.take()).contains("a");
    queue.done("a");
    assertThat(depth()).isZero();
  }

  @Test
  void addsLaterAndTakesTheShorterDelay() {
    queue.addAfter("a", Duration.ofSeconds(10));
    queue.addAfter("a", Duration.ofSeconds(3));
    queue.addAfter("a", Duration.ofSeconds(20));
    timing.advance(Duration.ofSeconds(3).minusNanos(1));
    assertThat(depth()).isZero();
    timing.advance(Duration.ofNanos(1));
    assertThat(depth()).isEqualTo(1);
    timing.advance(Duration.ofSeconds(60));
    assertThat(queue.stats().adds()).isEqualTo(1);
  }

  @Test
  void doublesTheWaitOfAKeyThatFails() {
    List<Long> waits = new ArrayList<>();
    RetryLimits<String> limits =
        new RetryLimits<>(Duration.ofMillis(5), Duration.ofSeconds(1000), Optional.empty());
    for (int i = 0; i < 20; i++) {
      waits.add(limits.next("a").toMillis());
    }
    assertThat(waits).startsWith(5L, 10L, 20L, 40L, 80L).endsWith(655_360L, 1_000_000L, 1_000_000L);
    assertThat(limits.next("b")).isEqualTo(Duration.ofMillis(5));
    limits.forget("a");
    assertThat(limits.next("a")).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void letsManyFailuresWaitForTheirTurn() {
    RetryLimits<Integer> limits = RetryLimits.usual(timing);
    for (int i = 0; i < 100; i++) {
      assertThat(limits.next(i)).isEqualTo(Duration.ofMillis(5));
    }
    assertThat(limits.next(100)).isEqualTo(Duration.ofMillis(100));
    assertThat(limits.next(101)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void drainsWhatIsReadyAndDropsWhatIsNotDue() throws Exception {
    queue.add("a");
    queue.addAfter("b", Duration.ofSeconds(1));
    queue.shutDown();
    queue.add("c");
    timing.advance(Duration.ofSeconds(2));
    assertThat(queue.drain(Duration.ZERO)).isFalse();
    assertThat(queue.take()).contains("a");
    assertThat(queue.take()).isEmpty();
    queue.done("a");
    assertThat(queue.drain(Duration.ZERO)).isTrue();
  }

  @Test
  void measures() throws Exception {
    queue.add("a");
    timing.advance(Duration.ofMillis(50));
    queue.take();
    timing.advance(Duration.ofSeconds(2));
    assertThat(queue.stats().longest()).isEqualTo(Duration.ofSeconds(2));
    queue.done("a");
    QueueStats stats = queue.stats();
    assertThat(stats.waits().nanos()).isEqualTo(50_000_000L);
    assertThat(stats.works().nanos()).isEqualTo(2_000_000_000L);
    assertThat(stats.works().count()).isEqualTo(1);
    assertThat(stats.unfinished()).isZero();
  }

  @Test
  void settlesWhatAReconcilerSays() throws Exception {
    List<Result> results =
        new ArrayList<>(
            List.of(Result.again(), Result.after(Duration.ofSeconds(30)), Result.done()));
    List<String> seen = new ArrayList<>();
    ReconcileLoop<String> loop =
        new ReconcileLoop<>(
            "test",
            queue,
            key -> {
              seen.add(key);
              return results.removeFirst();
            });
    queue.add("a");
    loop.next();
    assertThat(queue.failures("a")).isEqualTo(1);
    timing.advance(Duration.ofMillis(5));
    loop.next();
    assertThat(queue.failures("a")).isZero();
    timing.advance(Duration.ofSeconds(30));
    loop.next();
    assertThat(queue.stats().delayed()).isZero();
    assertThat(seen).containsExactly("a", "a", "a");
  }

  @Test
  void triesAgainWhatThrew() throws Exception {
    ReconcileLoop<String> loop =
        new ReconcileLoop<>(
            "test",
            queue,
            _ -> {
              throw new IllegalStateException("on purpose");
            });
    queue.add("a");
    loop.next();
    assertThat(queue.stats().delayed()).isEqualTo(1);
    assertThat(queue.stats().working()).isZero();
  }

  @Test
  void workersEndWhenTheQueueIsClosed() throws Exception {
    List<String> seen = java.util.Collections.synchronizedList(new ArrayList<>());
    var loop =
        new ReconcileLoop<String>(
            "test",
            queue,
            key -> {
              seen.add(key);
              return Result.done();
            });
    for (int i = 0; i < 50; i++) {
      queue.add("key-" + i);
    }
    loop.start(4).close();
    assertThat(seen).hasSize(50).doesNotHaveDuplicates();
  }
}
