package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.mvcc.watch.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases as data: the store's share of rules 42 to 46. */
class LeaseRulesTest {
  private final StoreFixture s = new StoreFixture();

  @AfterEach
  void storeIsSound() {
    assertThat(s.faults()).isEmpty();
    s.close();
  }

  @Test
  void rule42_revokingDeletesAllKeysInOneRevisionInKeyOrder() {
    s.run(new Command.LeaseGrant(7, 10));
    s.put("c", "1", 7);
    s.put("a", "1", 7);
    s.put("b", "1", 7);
    s.put("free", "1");
    assertThat(s.run(new Command.LeaseRevoke(7))).isEqualTo(6);
    assertThat(s.events.getLast().events())
        .extracting(Event::revision)
        .containsExactly(new Revision(6, 0), new Revision(6, 1), new Revision(6, 2));
    assertThat(s.events.getLast().events())
        .extracting(e -> e.kv().key().utf8())
        .containsExactly("a", "b", "c");
    assertThat(StoreFixture.keys(s.range(RangeQuery.of(KeyRange.ALL)))).isEqualTo("free");
    assertThat(s.store.leases()).isEmpty();
    assertThat(s.refusal(new Command.LeaseRevoke(7))).isEqualTo(Refusal.Plain.LEASE_NOT_FOUND);
  }

  @Test
  void rule42_checkpointsAreKeptAndUnknownLeasesArePassedOver() {
    s.run(new Command.LeaseGrant(7, 600));
    s.run(new Command.LeaseCheckpoint(Map.of(7L, 300L, 8L, 5L)));
    assertThat(s.store.lease(7)).contains(new LeaseRecord(7, 600, 300));
    assertThat(s.store.lease(8)).isEmpty();
    try (StoreFixture again = new StoreFixture(new Reopened(s.engine))) {
      assertThat(again.store.leases()).containsExactly(new LeaseRecord(7, 600, 300));
    }
  }

  @Test
  void rule43_aGrantTellsIdTtlAndRevision() {
    s.put("a", "1");
    assertThat(s.run(new Command.LeaseGrant(7, 10))).isEqualTo(new Command.LeaseGranted(7, 10, 2));
    assertThat(s.refusal(new Command.LeaseGrant(7, 20))).isEqualTo(Refusal.Plain.LEASE_EXISTS);
    assertThat(s.store.lease(7)).contains(new LeaseRecord(7, 10, 0));
  }

  @Test
  void rule44_theKeysOfALeaseAreThoseAttachedNow() {
    s.run(new Command.LeaseGrant(7, 10));
    s.put("b", "1", 7);
    s.put("a", "1", 7);
    s.put("c", "1", 7);
    s.delete("c");
    assertThat(s.store.leaseKeys(7)).containsExactly(Bytes.of("a"), Bytes.of("b"));
    assertThat(s.store.leaseKeys(8)).isEmpty();
  }

  @Test
  void rule45_aPutWithAnotherOrNoLeaseMovesTheKey() {
    s.run(new Command.LeaseGrant(7, 10));
    s.run(new Command.LeaseGrant(8, 10));
    s.put("a", "1", 7);
    s.put("b", "1", 7);
    s.put("a", "2", 8);
    s.put("b", "2");
    assertThat(s.store.leaseKeys(7)).isEmpty();
    assertThat(s.store.leaseKeys(8)).containsExactly(Bytes.of("a"));
    s.run(new Command.LeaseRevoke(7));
    assertThat(StoreFixture.keys(s.range(RangeQuery.of(KeyRange.ALL)))).isEqualTo("a b");
    s.run(new Command.LeaseRevoke(8));
    assertThat(StoreFixture.keys(s.range(RangeQuery.of(KeyRange.ALL)))).isEqualTo("b");
  }

  @Test
  void rule46_theHighestAndLowestIdsKeepTheirKeysApart() {
    for (long id : new long[] {1, Long.MAX_VALUE, -1}) {
      s.run(new Command.LeaseGrant(id, 10));
      s.put("k" + id, "1", id);
    }
    assertThat(s.store.leaseKeys(1)).containsExactly(Bytes.of("k1"));
    assertThat(s.store.leaseKeys(Long.MAX_VALUE)).containsExactly(Bytes.of("k" + Long.MAX_VALUE));
    assertThat(s.store.leaseKeys(-1)).containsExactly(Bytes.of("k-1"));
  }

  @Test
  void rule42_grantPutMoveAndRevokeInOneEntry() {
    s.run(new Command.LeaseGrant(6, 10));
    s.put("old", "1", 6);
    List<Outcome<?>> outcomes =
        s.entry(
            new Command.LeaseGrant(7, 10),
            new Command.Put(Bytes.of("a"), Bytes.of("1"), 7, false, false, false),
            new Command.Put(Bytes.of("old"), Bytes.of("2"), 7, false, false, false),
            new Command.LeaseRevoke(7),
            new Command.LeaseGrant(7, 20),
            new Command.Put(Bytes.of("b"), Bytes.of("1"), 7, false, false, false),
            new Command.LeaseRevoke(6));
    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Ok);
    assertThat(StoreFixture.keys(s.range(RangeQuery.of(KeyRange.ALL)))).isEqualTo("b");
    assertThat(s.store.leases()).containsExactly(new LeaseRecord(7, 20, 0));
  }
}
