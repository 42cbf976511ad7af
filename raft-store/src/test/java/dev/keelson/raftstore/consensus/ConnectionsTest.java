package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ConnectionsTest {
  private final Connections connections = new Connections(millis(2_000), millis(0));

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void look(long at, boolean leads, Long... heard) {
    connections.look(millis(at), true, leads, Set.of(heard));
  }

  private long connected(long peer, long at) {
    return connections.connectedMillis(peer, millis(at));
  }

  @Test
  void aFreshLeaderHasHeardNobodyForLong() {
    look(1_000, true, 2L);
    assertThat(connected(2, 1_100)).isEqualTo(1_100);
    assertThat(connected(3, 1_100)).isEqualTo(-1);
  }

  @Test
  void aGapBeginsAnew() {
    look(0, true, 2L);
    look(9_000, true);
    assertThat(connected(2, 9_000)).isEqualTo(-1);
    look(10_000, true, 2L);
    assertThat(connected(2, 10_500)).isEqualTo(500);
  }

  @Test
  void aNewLeaderOfAClusterInOrderCountsFromThen() {
    for (int at = 0; at <= 20_000; at += 1_000) {
      look(at, false);
    }
    look(21_000, true, 2L);
    assertThat(connected(2, 21_000)).isEqualTo(21_000);
    look(25_000, true, 2L, 3L);
    assertThat(connected(3, 25_000)).isZero();
  }

  @Test
  void aLongTimeWithoutALeaderIsNoOrder() {
    look(0, false);
    for (int at = 1_000; at <= 9_000; at += 1_000) {
      connections.look(millis(at), false, false, Set.of());
    }
    look(10_000, true, 2L);
    assertThat(connected(2, 10_000)).isZero();
  }
}
