package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AppliedWaitsTest {
  private final AtomicLong applied = new AtomicLong(5);
  private final AppliedWaits waits = new AppliedWaits(applied::get, Duration.ofNanos(1));

  private void apply(long index) {
    applied.set(index);
    waits.reached(index);
  }

  @Test
  void isDoneAtOnceForWhatIsApplied() {
    assertThat(waits.reach(5)).isCompleted();
  }

  @Test
  void waitsForEveryIndexInTurn() {
    CompletableFuture<Void> seven = waits.reach(7);
    CompletableFuture<Void> six = waits.reach(6);
    apply(6);
    assertThat(six).isCompleted();
    assertThat(seven).isNotDone();
    apply(9); // a checkpoint jumps
    assertThat(seven).isCompleted();
  }

  @Test
  void givesUpAfterTheTimeout() {
    CompletableFuture<Void> late = waits.reach(6);
    waits.expire();
    assertThat(late).isCompletedExceptionally();
    apply(6);
    assertThat(waits.reach(6)).isCompleted();
  }

  @Test
  void closingEndsEveryWait() {
    CompletableFuture<Void> waiting = waits.reach(6);
    waits.close();
    assertThat(waiting).isCompletedExceptionally();
    assertThat(waits.reach(7)).isCompletedExceptionally();
    assertThat(waits.reach(5)).isCompleted();
  }
}
