package dev.keelson.mvcc;

import static dev.keelson.mvcc.Compare.Relation.EQUAL;
import static dev.keelson.mvcc.Compare.Relation.GREATER;
import static dev.keelson.mvcc.Compare.Relation.LESS;
import static dev.keelson.mvcc.Compare.Relation.NOT_EQUAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.TxnRules.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Transactions: rules 22 to 28. */
class TxnRulesTest {
  private final StoreFixture s = new StoreFixture();

  @AfterEach
  void storeIsSound() {
    assertThat(s.faults()).isEmpty();
    s.close();
  }

  private static Op put(String key) {
    return Command.Put.of(key, "v");
  }

  private static Op delete(String key) {
    return new Command.DeleteRange(KeyRange.one(Bytes.of(key)), false);
  }

  private static Op delete(String start, String end) {
    return new Command.DeleteRange(StoreFixture.range(start, end), false);
  }

  private static Op get(String key) {
    return RangeQuery.key(Bytes.of(key));
  }

  private static Command.Txn then(Op... ops) {
    return new Command.Txn(List.of(), List.of(ops), List.of());
  }

  private static Command.Txn either(List<Op> success, List<Op> failure) {
    return new Command.Txn(List.of(), success, failure);
  }

  private static Compare compare(String key, Compare.Relation relation, Compare.Target target) {
    return new Compare(KeyRange.one(Bytes.of(key)), relation, target);
  }

  private boolean holds(Compare... compares) {
    boolean logged = s.run(new Command.Txn(List.of(compares), List.of(), List.of())).succeeded();
    try (ReadView view = s.store.view()) {
      Command.Txn txn = new Command.Txn(List.of(compares), List.of(), List.of());
      assertThat(ReadTxn.answer(view, txn).orThrow().succeeded()).isEqualTo(logged);
    }
    return logged;
  }

  private static List<Op> gets(int count) {
    return Collections.nCopies(count, get("a"));
  }

  @Test
  void rule22_theLongestOfTheThreeListsIsBounded() {
    assertThat(TxnRules.check(either(gets(128), gets(128)), 128)).isEmpty();
    assertThat(TxnRules.check(either(gets(129), List.of()), 128)).contains(Violation.TOO_MANY_OPS);
    assertThat(TxnRules.check(either(List.of(), gets(129)), 128)).contains(Violation.TOO_MANY_OPS);
    List<Compare> compares =
        Collections.nCopies(129, compare("a", EQUAL, new Compare.Target.Version(0)));
    assertThat(TxnRules.check(new Command.Txn(compares, List.of(), List.of()), 128))
        .contains(Violation.TOO_MANY_OPS);
  }

  @Test
  void rule22_aNestedTxnHasWhatItsParentLeaves() {
    List<Op> ops = new ArrayList<>(gets(27));
    ops.add(either(gets(100), List.of()));
    assertThat(TxnRules.check(either(ops, List.of()), 128)).isEmpty();
    ops.add(get("b"));
    assertThat(TxnRules.check(either(ops, List.of()), 128)).contains(Violation.TOO_MANY_OPS);
  }

  @Test
  void rule22_everyKeyAndFieldIsCheckedAtEveryDepth() {
    assertThat(TxnRules.check(then(then(get(""))), 128)).contains(Violation.EMPTY_KEY);
    assertThat(TxnRules.check(then(delete("")), 128)).contains(Violation.EMPTY_KEY);
    Compare nameless = compare("", EQUAL, new Compare.Target.Version(0));
    assertThat(TxnRules.check(new Command.Txn(List.of(nameless), List.of(), List.of()), 128))
        .contains(Violation.EMPTY_KEY);
    Op value = new Command.Put(Bytes.of("a"), Bytes.of("v"), 0, false, true, false);
    assertThat(TxnRules.check(either(List.of(), List.of(value)), 128))
        .contains(Violation.VALUE_PROVIDED);
    Op lease = new Command.Put(Bytes.of("a"), Bytes.of("v"), 1, false, false, true);
    assertThat(TxnRules.check(then(lease), 128)).contains(Violation.LEASE_PROVIDED);
  }

  @Test
  void rule23_putsMeetNeitherPutsNorDeletionsInOneBranch() {
    assertThat(TxnRules.check(then(put("a"), put("a")), 128)).contains(Violation.DUPLICATE_KEY);
    assertThat(TxnRules.check(then(put("a"), delete("a")), 128)).contains(Violation.DUPLICATE_KEY);
    assertThat(TxnRules.check(then(delete("a", "c"), put("b")), 128))
        .contains(Violation.DUPLICATE_KEY);
    assertThat(TxnRules.check(then(delete("a", "c"), put("c")), 128)).isEmpty();
    assertThat(TxnRules.check(either(List.of(put("a")), List.of(put("a"))), 128)).isEmpty();
  }

  @Test
  void rule23_deletionsMayMeetAndRangesAreFree() {
    assertThat(TxnRules.check(then(delete("a", "d"), delete("b", "z"), delete("c")), 128))
        .isEmpty();
    assertThat(TxnRules.check(then(put("a"), get("a"), get("a")), 128)).isEmpty();
  }

  @Test
  void rule23_nestedBranchesCountWithTheirParent() {
    Op inner = either(List.of(put("a")), List.of());
    assertThat(TxnRules.check(then(put("a"), inner), 128)).contains(Violation.DUPLICATE_KEY);
    assertThat(TxnRules.check(then(delete("a", "b"), inner), 128))
        .contains(Violation.DUPLICATE_KEY);
    assertThat(TxnRules.check(then(inner, inner), 128)).contains(Violation.DUPLICATE_KEY);
    assertThat(TxnRules.check(then(either(List.of(), List.of(delete("a", "c"))), put("b")), 128))
        .contains(Violation.DUPLICATE_KEY);
    assertThat(TxnRules.check(then(either(List.of(put("a")), List.of(put("a")))), 128))
        .as("then and else exclude each other")
        .isEmpty();
  }

  @Test
  void rule23_aZeroEndIsTakenLiterallyAndRunsInOrder() {
    Command.Txn txn = then(new Command.DeleteRange(KeyRange.from(Bytes.of("a")), false), put("a"));
    assertThat(TxnRules.check(txn, 128)).isEmpty();
    s.put("a", "old");
    s.put("b", "old");
    s.run(txn);
    assertThat(StoreFixture.keys(s.range(RangeQuery.of(KeyRange.ALL)))).isEqualTo("a");
    assertThat(s.get("a").version()).isEqualTo(1);
  }

  @Test
  void rule24_theTakenBranchIsCheckedAgainstTheStateBeforeIt() {
    Op keep = new Command.Put(Bytes.of("new"), Bytes.EMPTY, 0, false, true, false);
    assertThat(s.refusal(then(put("new"), keep)))
        .as("the put before it does not count")
        .isEqualTo(Refusal.Plain.KEY_NOT_FOUND);
    assertThat(s.store.revision()).isEqualTo(1);
    assertThat(s.refusal(then(put("b"), then(RangeQuery.key(Bytes.of("b")).atRevision(2)))))
        .isEqualTo(new Refusal.FutureRevision(1));
    s.put("a", "1");
    s.put("a", "2");
    s.compact(3);
    assertThat(s.refusal(then(put("b"), RangeQuery.key(Bytes.of("a")).atRevision(2))))
        .isEqualTo(new Refusal.Compacted(3));
    Op leased = new Command.Put(Bytes.of("b"), Bytes.EMPTY, 7, false, false, false);
    assertThat(s.refusal(then(leased))).isEqualTo(Refusal.Plain.LEASE_NOT_FOUND);
  }

  @Test
  void rule24_theBranchNotTakenIsNotChecked() {
    Op leased = new Command.Put(Bytes.of("b"), Bytes.EMPTY, 7, false, false, false);
    assertThat(s.run(either(List.of(put("a")), List.of(leased))).succeeded()).isTrue();
  }

  @Test
  void rule24_nestedComparesSeeTheStateBeforeTheTxn() {
    Compare absent = compare("a", EQUAL, new Compare.Target.Version(0));
    Command.Txn nested =
        new Command.Txn(List.of(absent), List.of(put("was-absent")), List.of(put("was-there")));
    OpResult.TxnResult result = s.run(then(put("a"), nested));
    assertThat(((OpResult.TxnResult) result.responses().get(1)).succeeded()).isTrue();
    assertThat(s.range(RangeQuery.key(Bytes.of("was-absent"))).count()).isEqualTo(1);
  }

  @Test
  void rule24_operationsRunInOrderAndSeeThoseBefore() {
    s.put("b", "1");
    OpResult.TxnResult result =
        s.run(
            then(
                RangeQuery.of(KeyRange.ALL).onlyCount(),
                put("a"),
                RangeQuery.of(KeyRange.ALL),
                delete("b"),
                RangeQuery.of(KeyRange.ALL),
                RangeQuery.of(KeyRange.ALL).atRevision(2)));
    List<OpResult> responses = result.responses();
    assertThat(((RangeResult) responses.get(0)).count()).isEqualTo(1);
    assertThat(((RangeResult) responses.get(0)).revision()).isEqualTo(2);
    assertThat(StoreFixture.keys((RangeResult) responses.get(2))).isEqualTo("a b");
    assertThat(((RangeResult) responses.get(2)).revision()).isEqualTo(3);
    assertThat(StoreFixture.keys((RangeResult) responses.get(4))).isEqualTo("a");
    assertThat(StoreFixture.keys((RangeResult) responses.get(5)))
        .as("an explicit revision shows what was before")
        .isEqualTo("b");
  }

  @Test
  void rule25_aMissingKeyHasZerosAndNoValue() {
    assertThat(holds(compare("x", EQUAL, new Compare.Target.Version(0)))).isTrue();
    assertThat(holds(compare("x", EQUAL, new Compare.Target.Create(0)))).isTrue();
    assertThat(holds(compare("x", LESS, new Compare.Target.Mod(1)))).isTrue();
    assertThat(holds(compare("x", EQUAL, new Compare.Target.Lease(0)))).isTrue();
    for (Compare.Relation relation : Compare.Relation.values()) {
      assertThat(holds(compare("x", relation, new Compare.Target.Value(Bytes.EMPTY))))
          .as("%s", relation)
          .isFalse();
    }
  }

  @Test
  void rule25_allTargetsAndRelations() {
    s.run(new Command.LeaseGrant(7, 10));
    s.put("a", "1");
    s.put("a", "5", 7);
    assertThat(holds(compare("a", EQUAL, new Compare.Target.Version(2)))).isTrue();
    assertThat(holds(compare("a", GREATER, new Compare.Target.Version(2)))).isFalse();
    assertThat(holds(compare("a", EQUAL, new Compare.Target.Create(2)))).isTrue();
    assertThat(holds(compare("a", NOT_EQUAL, new Compare.Target.Mod(2)))).isTrue();
    assertThat(holds(compare("a", EQUAL, new Compare.Target.Lease(7)))).isTrue();
    assertThat(holds(compare("a", GREATER, new Compare.Target.Value(Bytes.of("4"))))).isTrue();
    assertThat(holds(compare("a", LESS, new Compare.Target.Value(Bytes.of("50"))))).isTrue();
    assertThat(
            holds(
                compare("a", EQUAL, new Compare.Target.Version(2)),
                compare("a", EQUAL, new Compare.Target.Version(3))))
        .as("all must hold")
        .isFalse();
  }

  @Test
  void rule25_aRangeHoldsWhereEveryKeyDoesAndAnEmptyOneIsAMissingKey() {
    s.put("a", "1");
    s.put("b", "1");
    s.put("b", "2");
    KeyRange both = StoreFixture.range("a", "c");
    assertThat(holds(new Compare(both, GREATER, new Compare.Target.Version(0)))).isTrue();
    assertThat(holds(new Compare(both, EQUAL, new Compare.Target.Version(1)))).isFalse();
    KeyRange none = StoreFixture.range("x", "z");
    assertThat(holds(new Compare(none, EQUAL, new Compare.Target.Version(0)))).isTrue();
    assertThat(holds(new Compare(none, NOT_EQUAL, new Compare.Target.Value(Bytes.of("q")))))
        .isFalse();
  }

  @Test
  void rule26_onlyRangesInBothBranchesIsReadOnlyAndANestedTxnIsNot() {
    assertThat(TxnRules.isReadOnly(then())).isTrue();
    assertThat(TxnRules.isReadOnly(either(List.of(get("a")), List.of(get("b"))))).isTrue();
    assertThat(TxnRules.isReadOnly(either(List.of(get("a")), List.of(put("b"))))).isFalse();
    assertThat(TxnRules.isReadOnly(then(then(get("a"))))).isFalse();
  }

  @Test
  void rule26_aReadOnlyTxnIsAnsweredFromAView() {
    s.put("a", "1");
    s.put("a", "2");
    s.compact(3);
    try (ReadView view = s.store.view()) {
      OpResult.TxnResult result = ReadTxn.answer(view, then(get("a"))).orThrow();
      assertThat(result.revision()).isEqualTo(3);
      assertThat(((RangeResult) result.responses().getFirst()).count()).isEqualTo(1);
      Command.Txn old = then(RangeQuery.key(Bytes.of("a")).atRevision(2));
      assertThat(ReadTxn.answer(view, old)).isEqualTo(Outcome.refused(new Refusal.Compacted(3)));
      Command.Txn negative = then(RangeQuery.key(Bytes.of("a")).atRevision(-1));
      assertThat(ReadTxn.answer(view, negative))
          .as("rule 12: a negative revision in a txn is compacted")
          .isEqualTo(Outcome.refused(new Refusal.Compacted(3)));
    }
  }

  @Test
  void rule27_theRevisionIsTheNewOneWhereSomethingChangedAndInsideToo() {
    OpResult.TxnResult changed = s.run(then(get("a"), put("a"), delete("zzz"), then(get("a"))));
    assertThat(changed.revision()).isEqualTo(2);
    assertThat(changed.responses()).extracting(OpResult::revision).containsExactly(1L, 2L, 2L, 2L);
    OpResult.TxnResult unchanged = s.run(then(delete("zzz")));
    assertThat(unchanged.revision()).isEqualTo(2);
    assertThat(unchanged.responses().getFirst().revision()).isEqualTo(2);
  }

  @Test
  void rule28_aMemberThatDoesNotAnswerEndsWithTheSameStore() {
    try (StoreFixture silent = new StoreFixture()) {
      List<Command<?>> script =
          List.of(
              Command.Put.of("a", "1"),
              Command.Put.of("a", "2"),
              then(put("b"), RangeQuery.key(Bytes.of("a")).atRevision(2)),
              new Command.Compact(3),
              then(put("c"), RangeQuery.key(Bytes.of("a")).atRevision(2)),
              then(put("d"), RangeQuery.key(Bytes.of("a")).atRevision(4)));
      for (Command<?> command : script) {
        Outcome<?> told = s.tryTo(command);
        Outcome<?> quiet =
            silent.store.apply(silent.nextPosition(), List.of(command), false).getFirst();
        assertThat(quiet instanceof Outcome.Ok).isEqualTo(told instanceof Outcome.Ok);
      }
      assertThat(silent.store.revision()).isEqualTo(s.store.revision()).isEqualTo(5);
      assertThat(silent.hash(0)).isEqualTo(s.hash(0));
    }
  }

  @Test
  void rule28_anExplicitRevisionOfTheSameEntryIsRead() {
    List<Outcome<?>> outcomes =
        s.entry(
            Command.Put.of("a", "1"),
            Command.Put.of("a", "2"),
            Command.Put.of("b", "3"),
            new Command.DeleteRange(KeyRange.one(Bytes.of("a")), false),
            then(
                put("c"),
                RangeQuery.of(KeyRange.ALL).atRevision(2),
                RangeQuery.of(KeyRange.ALL).atRevision(4),
                RangeQuery.of(KeyRange.ALL).atRevision(5)));
    OpResult.TxnResult txn = (OpResult.TxnResult) outcomes.getLast().orThrow();
    RangeResult at2 = (RangeResult) txn.responses().get(1);
    assertThat(at2.kvs()).extracting(kv -> kv.value().utf8()).containsExactly("1");
    assertThat(at2.revision()).isEqualTo(6);
    assertThat(StoreFixture.keys((RangeResult) txn.responses().get(2))).isEqualTo("a b");
    assertThat(StoreFixture.keys((RangeResult) txn.responses().get(3))).isEqualTo("b");
  }
}
