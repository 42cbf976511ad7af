package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.History;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compaction: rules 14 to 17, and what rules 31 and 35 need of history. */
class CompactionRulesTest {
  private final StoreFixture s = new StoreFixture();

  @AfterEach
  void storeIsSound() {
    assertThat(s.faults()).isEmpty();
    s.close();
  }

  private History.Slice history(long from) {
    return s.store.history().read(KeyRange.ALL, from, 1000, 1 << 20, true);
  }

  private List<Event> events(long from) {
    return ((History.Slice.Read) history(from))
        .batches().stream().map(EventBatch::events).flatMap(List::stream).toList();
  }

  @Test
  void rule14_notAboveTheLastCompactionIsRefused() {
    s.put("a", "1");
    s.put("a", "2");
    s.compact(2);
    assertThat(s.refusal(new Command.Compact(2))).isEqualTo(new Refusal.Compacted(2));
    assertThat(s.refusal(new Command.Compact(1))).isEqualTo(new Refusal.Compacted(2));
  }

  @Test
  void rule14_aboveHeadIsRefusedAndHeadItselfIsNot() {
    s.put("a", "1");
    assertThat(s.refusal(new Command.Compact(3))).isEqualTo(new Refusal.FutureRevision(2));
    s.compact(2);
    assertThat(s.store.compactedRevision()).isEqualTo(2);
  }

  @Test
  void rule14_aFreshStoreMayBeCompactedAt0Once() {
    s.compact(0);
    assertThat(s.store.compactedRevision()).isZero();
    assertThat(s.refusal(new Command.Compact(0))).isEqualTo(new Refusal.Compacted(0));
    assertThat(s.store.compactStep(10)).isFalse();
  }

  @Test
  void rule15_perKeyTheNewestPutAtOrBelowIsKeptAndTheRestIsDropped() {
    s.put("a", "1");
    s.put("a", "2");
    s.put("a", "3");
    s.put("b", "1");
    s.delete("b");
    s.put("c", "1");
    s.compact(7);
    s.compactPhysically();
    assertThat(s.store.physicallyCompacted()).isEqualTo(7);
    // What is left: a at 4 and c at 7. Keys of 17 bytes; pairs as etcd encodes them.
    assertThat(s.store.logicalBytes())
        .isEqualTo(2 * 17 + s.get("a").encoded().length + s.get("c").encoded().length);
  }

  @Test
  void rule15_aTombstoneAtTheRevisionStaysUntilTheNextCompaction() {
    s.put("a", "1");
    s.delete("a");
    s.put("b", "1");
    s.compact(3);
    s.compactPhysically();
    assertThat(events(3)).extracting(e -> e.kv().isTombstone()).containsExactly(true, false);
    long before = s.store.logicalBytes();
    s.compact(4);
    s.compactPhysically();
    assertThat(s.store.logicalBytes()).isLessThan(before);
    assertThat(events(4)).hasSize(1);
  }

  @Test
  void rule15_aTombstoneThatAStepEndsAtGoesWithTheNextStep() {
    s.put("a", "1");
    s.delete("a");
    s.put("b", "1");
    s.put("c", "1");
    s.compact(5);
    assertThat(s.store.compactStep(2)).isTrue();
    assertThat(s.store.physicallyCompacted()).isEqualTo(3);
    assertThat(s.faults()).isEmpty();
    s.compactPhysically();
    assertThat(s.store.logicalBytes())
        .isEqualTo(2 * 17 + s.get("b").encoded().length + s.get("c").encoded().length);
  }

  @Test
  void rule15_aKeyDeletedAndPutInOneTxnAtTheRevisionStays() {
    s.put("a", "1");
    s.run(
        new Command.Txn(
            List.of(),
            List.of(
                new Command.DeleteRange(KeyRange.from(Bytes.of("a")), false),
                Command.Put.of("a", "2")),
            List.of()));
    s.compact(3);
    s.compactPhysically();
    assertThat(s.get("a").value()).isEqualTo(Bytes.of("2"));
    s.put("b", "1");
    s.compact(4);
    s.compactPhysically();
    assertThat(s.get("a").value()).isEqualTo(Bytes.of("2"));
  }

  @Test
  void rule16_readersAreRefusedAtOnceWhileTheDataIsStillThere() {
    s.put("a", "1");
    s.put("a", "2");
    long before = s.store.logicalBytes();
    s.compact(3);
    assertThat(s.refusal(RangeQuery.of(KeyRange.ALL).atRevision(2)))
        .isEqualTo(new Refusal.Compacted(3));
    assertThat(s.store.logicalBytes()).isEqualTo(before);
    assertThat(s.store.physicallyCompacted()).isZero();
    s.compactPhysically();
    assertThat(s.store.logicalBytes()).isLessThan(before);
  }

  @Test
  void rule16_stepsGoOnAfterARestartWhereTheyStopped() {
    for (int i = 0; i < 20; i++) {
      s.put("k" + i % 3, "v" + i);
    }
    s.compact(20);
    assertThat(s.store.compactStep(5)).isTrue();
    long reached = s.store.physicallyCompacted();
    assertThat(reached).isBetween(2L, 19L);
    try (StoreFixture again = new StoreFixture(new Reopened(s.engine))) {
      assertThat(again.store.physicallyCompacted()).isEqualTo(reached);
      again.compactPhysically();
      assertThat(again.store.physicallyCompacted()).isEqualTo(20);
      assertThat(again.faults()).isEmpty();
    }
    // The first store did not see what the second did: it only closes.
    s.compactPhysically();
  }

  @Test
  void rule17_historyBelowTheFloorIsRefusedAndAtTheFloorIsRead() {
    s.put("a", "1");
    s.put("a", "2");
    s.put("a", "3");
    s.compact(3);
    assertThat(history(2)).isEqualTo(new History.Slice.Compacted(3));
    assertThat(events(3)).hasSize(2);
  }

  @Test
  void rule16_theBackgroundReadsOnlyWhatIsNewSinceTheLastCompaction() {
    for (int i = 0; i < 100; i++) {
      s.put("k" + i, "v");
    }
    s.compact(101);
    s.compactPhysically();
    s.put("k1", "w");
    s.compact(102);
    assertThat(s.store.compactStep(2)).as("two records: at 101, and at 102").isFalse();
    assertThat(s.store.physicallyCompacted()).isEqualTo(102);
  }

  @Test
  void rule35_thePairBeforeIsToldUnlessItIsCompacted() {
    s.put("a", "1");
    s.put("a", "2");
    s.put("a", "3");
    assertThat(events(2))
        .extracting(e -> e.previous().map(KeyValue::value).map(Bytes::utf8).orElse("-"))
        .containsExactly("-", "1", "2");
    s.compact(3);
    assertThat(events(3))
        .extracting(e -> e.previous().map(KeyValue::value).map(Bytes::utf8).orElse("-"))
        .containsExactly("-", "2");
  }

  /**
   * Found beside etcd 3.5.30 with seed 2776239669: the pair before is the pair before the revision.
   */
  @Test
  void rule35_whereATransactionChangesAKeyTwiceThePairBeforeIsTheOneBeforeTheTransaction() {
    s.put("old", "1");
    s.run(
        new Command.Txn(
            List.of(),
            List.of(
                Command.Put.of("new", "2"),
                Command.Put.of("old", "2"),
                new Command.DeleteRange(KeyRange.from(Bytes.of("n")), false)),
            List.of()));
    assertThat(events(3))
        .extracting(e -> e.previous().map(KeyValue::value).map(Bytes::utf8).orElse("-"))
        .containsExactly("-", "1", "-", "1");
    assertThat(s.events.getLast().events()).isEqualTo(events(3));
  }

  /**
   * Found by the model, seed -2875743386840338299: deleted, put and deleted again in one revision.
   */
  @Test
  void rule35_alsoWhereTheTransactionCreatesTheKeyAnewInBetween() {
    s.put("a", "1");
    Command.DeleteRange delete = new Command.DeleteRange(KeyRange.one(Bytes.of("a")), false);
    s.run(new Command.Txn(List.of(), List.of(delete, Command.Put.of("a", "2"), delete), List.of()));
    assertThat(events(3))
        .extracting(e -> e.previous().map(KeyValue::value).map(Bytes::utf8).orElse("-"))
        .containsExactly("1", "-", "1");
    assertThat(s.events.getLast().events()).isEqualTo(events(3));
  }

  @Test
  void rule34_historyIsReadInWholeRevisions() {
    s.put("a", "1");
    s.run(
        new Command.Txn(
            List.of(),
            List.of(Command.Put.of("a", "2"), Command.Put.of("b", "2"), Command.Put.of("c", "2")),
            List.of()));
    s.put("d", "4");
    History.Slice.Read one =
        (History.Slice.Read) s.store.history().read(KeyRange.ALL, 3, 1, 1, false);
    assertThat(one.batches()).hasSize(1);
    assertThat(one.batches().getFirst().events()).hasSize(3);
    assertThat(one.readThrough()).isEqualTo(3);
    History.Slice.Read none =
        (History.Slice.Read)
            s.store.history().read(KeyRange.one(Bytes.of("z")), 2, 2, 1 << 20, false);
    assertThat(none.batches()).isEmpty();
    assertThat(none.readThrough()).isEqualTo(3);
    assertThat(((History.Slice.Read) history(9)).readThrough()).isEqualTo(8);
  }
}
