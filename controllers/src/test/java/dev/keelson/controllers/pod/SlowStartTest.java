package dev.keelson.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlowStartTest {
  @Test
  void doubles_until_all_are_done() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    assertThat(SlowStart.run(SlowStart.BURST, _ -> calls.incrementAndGet()).done())
        .isEqualTo(SlowStart.BURST);
    assertThat(calls).hasValue(SlowStart.BURST);
  }

  @Test
  void a_refusal_costs_one_call() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    SlowStart.Outcome outcome =
        SlowStart.run(
            SlowStart.BURST,
            _ -> {
              calls.incrementAndGet();
              throw new IllegalStateException("quota");
            });
    assertThat(calls).hasValue(1);
    assertThat(outcome.done()).isZero();
    assertThat(outcome.failure()).isPresent();
  }

  @Test
  void ends_with_the_batch_that_fails() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    SlowStart.Outcome outcome =
        SlowStart.run(
            100,
            which -> {
              calls.incrementAndGet();
              if (which == 5) {
                throw new IllegalStateException("quota");
              }
            });
    assertThat(calls).hasValue(7);
    assertThat(outcome.done()).isEqualTo(6);
  }
}
