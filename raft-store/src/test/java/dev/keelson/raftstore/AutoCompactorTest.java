package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.raftstore.RaftStoreConfig.AutoCompaction;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AutoCompactorTest {
  private long now;

  private OptionalLong after(AutoCompactor compactor, long head) {
    now += compactor.interval().toNanos();
    return compactor.next(head);
  }

  @Test
  void rule18_periodicKeepsAFullPeriodAndThenFollowsIt() {
    AutoCompactor compactor =
        new AutoCompactor(new AutoCompaction.Periodic(Duration.ofMinutes(10)), () -> now);
    assertThat(compactor.interval()).isEqualTo(Duration.ofMinutes(1));
    for (int minute = 1; minute <= 9; minute++) {
      assertThat(after(compactor, 100 * minute)).isEmpty();
    }
    assertThat(after(compactor, 1000)).hasValue(100);
    compactor.done(100);
    for (int minute = 11; minute <= 19; minute++) {
      assertThat(after(compactor, 100 * minute)).isEmpty();
    }
    assertThat(after(compactor, 2000)).hasValue(1000);
  }

  @Test
  void rule18_revisionModeKeepsTheNewestSoManyEveryFiveMinutes() {
    AutoCompactor compactor = new AutoCompactor(new AutoCompaction.Revisions(1000), () -> now);
    assertThat(compactor.interval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(after(compactor, 900)).isEmpty();
    assertThat(after(compactor, 1500)).hasValue(500);
    compactor.done(500);
    assertThat(after(compactor, 1500)).isEmpty();
    assertThat(after(compactor, 1600)).hasValue(600);
  }

  @Test
  void offDoesNothing() {
    assertThat(after(new AutoCompactor(new AutoCompaction.Off(), () -> now), 1 << 20)).isEmpty();
  }
}
