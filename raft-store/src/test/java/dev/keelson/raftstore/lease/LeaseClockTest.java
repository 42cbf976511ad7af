package dev.keelson.raftstore.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaseClockTest {
  private long now = Long.MAX_VALUE - 5; // nanoTime may overflow while a lease lives
  private final List<Command<?>> proposed = new ArrayList<>();
  private final LeaseClock clock = new LeaseClock(() -> now, proposed::add);

  private void pass(Duration time) {
    now += time.toNanos();
    clock.tick();
  }

  @Test
  void rule42_aLeaseThatRanOutIsRevokedThroughTheLogOnce() {
    clock.startLeading(List.of(), Duration.ZERO);
    clock.granted(1, 10);
    pass(Duration.ofMillis(9_999));
    assertThat(proposed).isEmpty();
    pass(Duration.ofMillis(1));
    pass(Duration.ofMillis(500));
    assertThat(proposed).containsExactly(new Command.LeaseRevoke(1));
  }

  @Test
  void rule42_atMost500RevocationsATickSoonestFirst() {
    clock.startLeading(List.of(), Duration.ZERO);
    for (int id = 1; id <= 800; id++) {
      clock.granted(id, 1000 - id);
    }
    pass(Duration.ofSeconds(2000));
    assertThat(proposed).hasSize(500).first().isEqualTo(new Command.LeaseRevoke(800));
    pass(Duration.ofMillis(500));
    assertThat(proposed).hasSize(800).doesNotHaveDuplicates();
  }

  @Test
  void rule42_aNewLeaderStartsFromTheCheckpointElseFromTheFullTtlWithGrace() {
    clock.startLeading(
        List.of(new LeaseRecord(1, 600, 0), new LeaseRecord(2, 600, 60)), Duration.ofSeconds(1));
    assertThat(clock.secondsLeft(1)).hasValue(601);
    assertThat(clock.secondsLeft(2)).hasValue(61);
  }

  @Test
  void rule42_remainingTimesOfLongLeasesAreCheckpointedEveryFiveMinutes() {
    clock.startLeading(List.of(), Duration.ZERO);
    clock.granted(1, 3600);
    clock.granted(2, 300);
    clock.granted(3, 3600);
    pass(Duration.ofSeconds(299));
    assertThat(proposed).isEmpty();
    clock.keepAlive(3);
    pass(Duration.ofSeconds(1));
    assertThat(proposed)
        .contains(new Command.LeaseCheckpoint(Map.of(1L, 3300L, 3L, 3599L)))
        .contains(new Command.LeaseRevoke(2));
  }

  @Test
  void rule43_keepAliveAnswersTheGrantedTtlAndRenews() {
    clock.startLeading(List.of(), Duration.ZERO);
    clock.granted(1, 10);
    pass(Duration.ofSeconds(9));
    assertThat(clock.keepAlive(1)).isEqualTo(10);
    pass(Duration.ofSeconds(9));
    assertThat(proposed).isEmpty();
    assertThat(clock.keepAlive(2)).isZero();
  }

  @Test
  void aDueLeaseIsNotRenewedAnyMore() {
    clock.startLeading(List.of(), Duration.ZERO);
    clock.granted(1, 10);
    now += Duration.ofSeconds(10).toNanos();
    assertThat(clock.keepAlive(1)).isZero();
    clock.tick();
    assertThat(proposed).containsExactly(new Command.LeaseRevoke(1));
    assertThat(clock.keepAlive(1)).isZero();
  }

  @Test
  void rule44_secondsLeftAreRoundedDown() {
    clock.startLeading(List.of(), Duration.ZERO);
    clock.granted(1, 10);
    now += 1;
    assertThat(clock.secondsLeft(1)).hasValue(9);
    assertThat(clock.secondsLeft(2)).isEmpty();
  }

  @Test
  void aRevocationThatDidNotComeThroughIsProposedAgain() {
    clock.startLeading(List.of(), Duration.ZERO);
    clock.granted(1, 1);
    pass(Duration.ofSeconds(1));
    clock.revocationFailed(1);
    pass(Duration.ofMillis(500));
    assertThat(proposed).hasSize(2);
  }

  @Test
  void aFollowerJudgesNothing() {
    clock.granted(1, 1);
    pass(Duration.ofSeconds(10));
    assertThat(proposed).isEmpty();
    clock.startLeading(List.of(new LeaseRecord(1, 5, 0)), Duration.ZERO);
    clock.stopLeading();
    pass(Duration.ofSeconds(10));
    assertThat(proposed).isEmpty();
    assertThat(clock.keepAlive(1)).isZero();
  }
}
