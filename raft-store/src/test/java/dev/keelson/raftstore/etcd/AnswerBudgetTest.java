package dev.keelson.raftstore.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerBudgetTest {
  private static final long STEP = AnswerBudget.STEP_BYTES;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<String> told = new ArrayList<>();
  private final AnswerBudget budget = new AnswerBudget(10 * STEP, Runnable::run, timer);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private boolean retry(AnswerBudget.Share share, String name) {
    return share.retry(() -> told.add(name), why -> told.add(name + " " + why));
  }

  @Test
  void smallAnswersHoldNothing() {
    AnswerBudget.Share share = budget.share();
    assertThat(share.grow(AnswerBudget.SMALL_BYTES)).isTrue();
    assertThat(budget.free()).isEqualTo(10 * STEP);
    assertThat(share.grow(1)).isTrue();
    assertThat(budget.free()).isEqualTo(9 * STEP);
  }

  @Test
  void whatDoesNotFitWaitsInOrderAndHoldsNothingMeanwhile() {
    AnswerBudget.Share first = budget.share();
    assertThat(first.grow(6 * STEP)).isTrue();
    AnswerBudget.Share second = budget.share();
    assertThat(second.grow(3 * STEP)).isTrue();
    assertThat(second.grow(3 * STEP)).isFalse();

    assertThat(retry(second, "second")).isTrue();
    assertThat(budget.free()).isEqualTo(4 * STEP);
    AnswerBudget.Share third = budget.share();
    assertThat(third.grow(STEP)).as("others wait, so this one does").isFalse();
    assertThat(retry(third, "third")).isTrue();
    assertThat(told).isEmpty();

    first.release();
    first.release();

    assertThat(told).containsExactly("second", "third");
    assertThat(budget.free()).isZero();
    assertThat(second.grow(6 * STEP)).as("twice what it had").isTrue();
    second.shrinkTo(5 * STEP);
    assertThat(budget.free()).isEqualTo(STEP);
    second.release();
    third.release();
    assertThat(budget.free()).isEqualTo(10 * STEP);
  }

  @Test
  void anAnswerOfTheWholeBudgetGoesAloneAndALargerOneNever() {
    AnswerBudget.Share other = budget.share();
    other.force(STEP);
    AnswerBudget.Share large = budget.share();
    assertThat(large.grow(9 * STEP)).isTrue();
    assertThat(large.grow(STEP)).isFalse();
    assertThat(retry(large, "large")).isTrue();
    other.release();
    assertThat(told).containsExactly("large");

    assertThat(large.grow(10 * STEP)).isTrue();
    assertThat(large.grow(1)).isFalse();
    assertThat(retry(large, "large")).isFalse();
    large.release();
    assertThat(budget.free()).isEqualTo(10 * STEP);
  }

  @Test
  void whatIsThereAlreadyIsCountedEvenPastTheEnd() {
    AnswerBudget.Share written = budget.share();
    written.force(12 * STEP);
    AnswerBudget.Share share = budget.share();
    assertThat(share.grow(STEP)).isFalse();
    assertThat(retry(share, "read")).isTrue();
    written.release();
    assertThat(told).containsExactly("read");
  }

  @Test
  void whoWaitsIsToldWhenTheServerStopsAndWhoComesAfterToo() {
    AnswerBudget.Share all = budget.share();
    assertThat(all.grow(10 * STEP)).isTrue();
    AnswerBudget.Share share = budget.share();
    assertThat(share.grow(STEP)).isFalse();
    retry(share, "early");
    budget.close();
    retry(share, "late");
    assertThat(told).containsExactly("early STOPPED", "late STOPPED");
  }
}
