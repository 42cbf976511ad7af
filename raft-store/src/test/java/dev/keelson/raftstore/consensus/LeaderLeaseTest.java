package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LeaderLeaseTest {
  private static final long MS = 1_000_000;
  private final LeaderLease lease = new LeaderLease(Duration.ofSeconds(1));

  @Test
  void thereIsNoneBeforeAnEntryIsCommitted() {
    assertThat(lease.isValid(0, 0)).isFalse();
    assertThat(lease.isValid(1, 0)).isFalse();
  }

  @Test
  void countsFromWhenTheEntryWasMadeNotFromWhenItWasCommitted() {
    lease.proved(3, 100 * MS);
    assertThat(lease.isValid(3, 999 * MS)).isTrue();
    assertThat(lease.isValid(3, 1000 * MS)).isFalse();
  }

  @Test
  void holdsInItsTermOnly() {
    lease.proved(3, 0);
    assertThat(lease.isValid(4, 1)).isFalse();
    lease.proved(5, 0);
    lease.proved(3, 500 * MS); // an old entry that another leader has committed
    assertThat(lease.isValid(3, 501 * MS)).isFalse();
    assertThat(lease.isValid(5, 501 * MS)).isTrue();
  }

  @Test
  void anEarlierEntryDoesNotShortenIt() {
    lease.proved(3, 500 * MS);
    lease.proved(3, 100 * MS);
    assertThat(lease.isValid(3, 1200 * MS)).isTrue();
  }

  @Test
  void isToBeRenewedInItsSecondHalf() {
    lease.proved(3, 0);
    assertThat(lease.isHalfOver(400 * MS)).isFalse();
    assertThat(lease.isHalfOver(500 * MS)).isTrue();
  }

  @Test
  void isOverForTheWholeTermOnceLeadershipIsHandedOn() {
    lease.proved(3, 0);
    lease.giveUp(3);
    assertThat(lease.isValid(3, 1)).isFalse();
    lease.proved(3, 10 * MS);
    assertThat(lease.isValid(3, 11 * MS)).isFalse();
    lease.proved(5, 20 * MS);
    assertThat(lease.isValid(5, 21 * MS)).isTrue();
  }
}
