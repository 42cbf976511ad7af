package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.RangeQuery.RevisionFilter;
import dev.keelson.mvcc.RangeQuery.SortOrder;
import dev.keelson.mvcc.RangeQuery.SortTarget;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ranges: rules 7 to 13. */
class RangeRulesTest {
  private final StoreFixture s = new StoreFixture();

  /** Revisions: a 2, b 3, c 4, a 5, d 6 in order; values fall as keys rise. */
  @BeforeEach
  void fill() {
    s.put("a", "9");
    s.put("b", "7");
    s.put("c", "5");
    s.put("a", "8");
    s.put("d", "1");
  }

  @AfterEach
  void storeIsSound() {
    assertThat(s.faults()).isEmpty();
    s.close();
  }

  private String keys(RangeQuery query) {
    return StoreFixture.keys(s.range(query));
  }

  private static RangeQuery sorted(SortOrder order, SortTarget target, long limit) {
    return new RangeQuery(KeyRange.ALL, limit, 0, order, target, false, false, RevisionFilter.NONE);
  }

  private static RangeQuery filtered(RevisionFilter filter, long limit) {
    return new RangeQuery(
        KeyRange.ALL, limit, 0, SortOrder.NONE, SortTarget.KEY, false, false, filter);
  }

  @Test
  void rule7_anEmptyEndIsOneKey() {
    assertThat(keys(RangeQuery.key(Bytes.of("b")))).isEqualTo("b");
    assertThat(keys(RangeQuery.key(Bytes.of("bb")))).isEmpty();
  }

  @Test
  void rule7_aZeroEndIsAllKeysFromTheFirst() {
    assertThat(keys(RangeQuery.of(KeyRange.from(Bytes.of("b"))))).isEqualTo("b c d");
    assertThat(keys(RangeQuery.of(new KeyRange(Bytes.ZERO, Bytes.ZERO)))).isEqualTo("a b c d");
  }

  @Test
  void rule7_anyOtherEndIsExclusive() {
    assertThat(keys(RangeQuery.of(StoreFixture.range("a", "c")))).isEqualTo("a b");
  }

  @Test
  void rule7_anEndNotAboveTheStartIsAnEmptyAnswer() {
    assertThat(s.range(RangeQuery.of(StoreFixture.range("c", "a"))))
        .isEqualTo(new RangeResult(6, List.of(), false, 0));
    assertThat(s.range(RangeQuery.of(StoreFixture.range("c", "c"))).count()).isZero();
  }

  @Test
  void rule7_aPrefixEndsAtItsLastBytePlusOneWithCarry() {
    s.run(Command.Put.of(Bytes.wrap(new byte[] {'a', (byte) 0xff}), Bytes.of("x")));
    s.run(Command.Put.of(Bytes.wrap(new byte[] {(byte) 0xff, (byte) 0xff, 1}), Bytes.of("y")));
    assertThat(s.range(RangeQuery.of(KeyRange.prefix(Bytes.of("a")))).count()).isEqualTo(2);
    Bytes high = Bytes.wrap(new byte[] {'a', (byte) 0xff});
    assertThat(high.prefixEnd()).isEqualTo(Bytes.of("b"));
    Bytes highest = Bytes.wrap(new byte[] {(byte) 0xff, (byte) 0xff});
    assertThat(highest.prefixEnd()).isEqualTo(Bytes.ZERO);
    assertThat(s.range(RangeQuery.of(KeyRange.prefix(highest))).count()).isEqualTo(1);
  }

  @Test
  void rule8_limitCutsAndSaysSoAndCountIsOfTheWholeRange() {
    RangeResult result = s.range(RangeQuery.of(KeyRange.ALL).withLimit(3));
    assertThat(StoreFixture.keys(result)).isEqualTo("a b c");
    assertThat(result.more()).isTrue();
    assertThat(result.count()).isEqualTo(4);
    assertThat(s.range(RangeQuery.of(KeyRange.ALL).withLimit(4)).more()).isFalse();
    assertThat(s.range(RangeQuery.of(KeyRange.ALL).withLimit(5)).more()).isFalse();
    assertThat(s.range(RangeQuery.of(KeyRange.ALL).withLimit(Long.MAX_VALUE)).count()).isEqualTo(4);
  }

  @Test
  void rule8_limitComesAfterTheSort() {
    RangeResult result = s.range(sorted(SortOrder.DESCEND, SortTarget.MOD, 2));
    assertThat(StoreFixture.keys(result)).isEqualTo("d a");
    assertThat(result.more()).isTrue();
    assertThat(result.count()).isEqualTo(4);
  }

  @Test
  void rule8_limitComesBeforeTheSortWhereNoOrderIsGiven() {
    assertThat(keys(sorted(SortOrder.NONE, SortTarget.VALUE, 2)))
        .as("etcd takes limit + 1 in key order, sorts those, then cuts")
        .isEqualTo("c b");
  }

  @Test
  void rule8_filtersComeBeforeTheLimitAndLeaveTheCountAlone() {
    RangeResult result = s.range(filtered(new RevisionFilter(4, 0, 0, 0), 2));
    assertThat(StoreFixture.keys(result)).isEqualTo("a c");
    assertThat(result.more()).isTrue();
    assertThat(result.count()).isEqualTo(4);
    assertThat(s.range(filtered(new RevisionFilter(4, 0, 0, 0), 3)).more()).isFalse();
  }

  @Test
  void rule8_allFourBoundsFilterInclusively() {
    assertThat(keys(filtered(new RevisionFilter(0, 4, 0, 0), 0))).isEqualTo("b c");
    assertThat(keys(filtered(new RevisionFilter(5, 5, 0, 0), 0))).isEqualTo("a");
    assertThat(keys(filtered(new RevisionFilter(0, 0, 3, 0), 0))).isEqualTo("b c d");
    assertThat(keys(filtered(new RevisionFilter(0, 0, 0, 3), 0))).isEqualTo("a b");
  }

  @Test
  void rule9_targetsSortAscendingUnlessToldOtherwise() {
    assertThat(keys(sorted(SortOrder.NONE, SortTarget.VALUE, 0))).isEqualTo("d c b a");
    assertThat(keys(sorted(SortOrder.NONE, SortTarget.MOD, 0))).isEqualTo("b c a d");
    assertThat(keys(sorted(SortOrder.ASCEND, SortTarget.CREATE, 0))).isEqualTo("a b c d");
    assertThat(keys(sorted(SortOrder.DESCEND, SortTarget.CREATE, 0))).isEqualTo("d c b a");
    assertThat(keys(sorted(SortOrder.ASCEND, SortTarget.VERSION, 0))).endsWith(" a");
    assertThat(keys(sorted(SortOrder.DESCEND, SortTarget.VERSION, 1))).isEqualTo("a");
  }

  @Test
  void rule9_keysSortAscendingWithoutAnOrder() {
    assertThat(keys(sorted(SortOrder.NONE, SortTarget.KEY, 0))).isEqualTo("a b c d");
    assertThat(keys(sorted(SortOrder.ASCEND, SortTarget.KEY, 2))).isEqualTo("a b");
    RangeResult last = s.range(sorted(SortOrder.DESCEND, SortTarget.KEY, 2));
    assertThat(StoreFixture.keys(last)).isEqualTo("d c");
    assertThat(last.more()).isTrue();
    assertThat(last.count()).isEqualTo(4);
  }

  @Test
  void rule10_keysOnlyLeavesValueAndLeaseOut() {
    s.run(new Command.LeaseGrant(7, 10));
    s.put("l", "value", 7);
    RangeQuery keysOnly =
        new RangeQuery(
            KeyRange.one(Bytes.of("l")),
            0,
            0,
            SortOrder.NONE,
            SortTarget.KEY,
            true,
            false,
            RevisionFilter.NONE);
    assertThat(s.range(keysOnly).kvs())
        .containsExactly(KeyValue.of(Bytes.of("l"), 7, 7, 1, Bytes.EMPTY, 0));
  }

  @Test
  void rule10_keysOnlySortedByValueKeepsTheLease() {
    s.run(new Command.LeaseGrant(7, 10));
    s.put("l", "0", 7);
    RangeQuery byValue =
        new RangeQuery(
            KeyRange.ALL,
            1,
            0,
            SortOrder.ASCEND,
            SortTarget.VALUE,
            true,
            false,
            RevisionFilter.NONE);
    assertThat(s.range(byValue).kvs())
        .containsExactly(KeyValue.of(Bytes.of("l"), 7, 7, 1, Bytes.EMPTY, 7));
  }

  @Test
  void rule11_countOnlyAnswersTheCountAlone() {
    assertThat(s.range(RangeQuery.of(KeyRange.ALL).withLimit(1).onlyCount()))
        .isEqualTo(new RangeResult(6, List.of(), false, 4));
    assertThat(s.range(RangeQuery.of(KeyRange.ALL).atRevision(3).onlyCount()).count()).isEqualTo(2);
  }

  @Test
  void rule12_anOldRevisionShowsTheKeysOfThatTimeUnderTodaysHeader() {
    RangeResult result = s.range(RangeQuery.of(KeyRange.ALL).atRevision(4));
    assertThat(result.revision()).isEqualTo(6);
    assertThat(StoreFixture.keys(result)).isEqualTo("a b c");
    assertThat(result.kvs().getFirst().value()).isEqualTo(Bytes.of("9"));
    assertThat(s.range(RangeQuery.key(Bytes.of("d")).atRevision(5)).kvs()).isEmpty();
    s.delete("b");
    assertThat(keys(RangeQuery.of(KeyRange.ALL).atRevision(6))).isEqualTo("a b c d");
    assertThat(keys(RangeQuery.of(KeyRange.ALL).atRevision(7))).isEqualTo("a c d");
    RangeResult cut = s.range(RangeQuery.of(KeyRange.ALL).atRevision(6).withLimit(2));
    assertThat(StoreFixture.keys(cut)).isEqualTo("a b");
    assertThat(cut.count()).isEqualTo(4);
  }

  @Test
  void rule12_aFutureRevisionIsRefused() {
    assertThat(s.refusal(RangeQuery.of(KeyRange.ALL).atRevision(7)))
        .isEqualTo(new Refusal.FutureRevision(6));
  }

  @Test
  void rule12_theCompactedRevisionIsReadableAndOneBelowIsNot() {
    s.compact(4);
    assertThat(keys(RangeQuery.of(KeyRange.ALL).atRevision(4))).isEqualTo("a b c");
    assertThat(s.refusal(RangeQuery.of(KeyRange.ALL).atRevision(3)))
        .isEqualTo(new Refusal.Compacted(4));
  }

  @Test
  void rule12_aNegativeRevisionIsTheNewest() {
    s.compact(4);
    assertThat(keys(RangeQuery.of(KeyRange.ALL).atRevision(-1))).isEqualTo("a b c d");
  }

  @Test
  void rule13_aViewHoldsStillWhileTheStoreMovesOn() {
    try (ReadView view = s.store.view()) {
      s.put("e", "1");
      s.delete("a");
      s.compact(7);
      s.compactPhysically();
      assertThat(view.revision()).isEqualTo(6);
      assertThat(view.compactedRevision()).isEqualTo(-1);
      assertThat(StoreFixture.keys(view.range(RangeQuery.of(KeyRange.ALL)).orThrow()))
          .isEqualTo("a b c d");
      assertThat(view.count(KeyRange.ALL)).isEqualTo(4);
      assertThat(
              view.range(RangeQuery.key(Bytes.of("a")).atRevision(2))
                  .orThrow()
                  .kvs()
                  .getFirst()
                  .value())
          .isEqualTo(Bytes.of("9"));
    }
  }

  @Test
  void rule13_aScanWalksPairByPairAtAnyRevision() {
    try (ReadView view = s.store.view();
        ReadView.KeyCursor cursor = view.scan(StoreFixture.range("a", "c"), 3).orThrow()) {
      assertThat(cursor.advance()).isTrue();
      assertThat(cursor.current().value()).isEqualTo(Bytes.of("9"));
      assertThat(cursor.advance()).isTrue();
      assertThat(cursor.current().key()).isEqualTo(Bytes.of("b"));
      assertThat(cursor.advance()).isFalse();
    }
  }
}
