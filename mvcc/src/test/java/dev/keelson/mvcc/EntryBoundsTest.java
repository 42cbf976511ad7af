package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.apply.EntryBounds;
import dev.keelson.mvcc.engine.MemoryEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one entry may change and tell, with bounds small enough to be met. */
class EntryBoundsTest {
  /** A deletion of a key of three bytes is reckoned at 256 + 6 * 3. */
  private static final long DELETION = 274;

  private static final long KEYS = 100;

  private StoreFixture s = store(EntryBounds.standard());

  @AfterEach
  void close() {
    s.close();
  }

  private static StoreFixture store(EntryBounds bounds) {
    StoreFixture store = new StoreFixture(new MemoryEngine(), bounds);
    for (int i = 100; i < 100 + KEYS; i++) {
      store.put(Integer.toString(i), "some value");
    }
    return store;
  }

  private void bounds(long written, long answered) {
    s.close();
    s = store(new EntryBounds(1 << 20, written, answered));
  }

  private static Command.DeleteRange all(boolean wantPrevious) {
    return new Command.DeleteRange(KeyRange.ALL, wantPrevious);
  }

  @Test
  void aDeletionAtTheBoundIsDoneAndOneByteLessRefusesItWhole() {
    bounds(KEYS * DELETION, 1 << 20);
    assertThat(s.run(all(false)).deleted()).isEqualTo(KEYS);

    bounds(KEYS * DELETION - 1, 1 << 20);
    long head = s.store.revision();
    assertThat(s.refusal(all(false))).isEqualTo(Refusal.Plain.REQUEST_TOO_LARGE);
    assertThat(s.store.revision()).isEqualTo(head);
    assertThat(s.delete(StoreFixture.range("100", "199"))).as("in parts").isEqualTo(KEYS - 1);
    assertThat(s.delete("199")).isEqualTo(1);
  }

  @Test
  void aDeletionThatCannotFitIsRefusedByItsCountAlone() {
    bounds(KEYS * 256 - 1, 1 << 20);
    assertThat(s.refusal(all(false))).isEqualTo(Refusal.Plain.REQUEST_TOO_LARGE);
  }

  @Test
  void insideATransactionTheWholeOfItIsRefused() {
    bounds(KEYS * DELETION, 1 << 20);
    Op put = Command.Put.of("z", "1");
    Command.Txn txn = new Command.Txn(List.of(), List.of(put, all(false)), List.of());
    assertThat(s.refusal(txn)).isEqualTo(Refusal.Plain.REQUEST_TOO_LARGE);
    assertThat(s.refusal(new Command.Txn(List.of(), List.of(txn), List.of())))
        .as("nested")
        .isEqualTo(Refusal.Plain.REQUEST_TOO_LARGE);
    assertThat(s.range(RangeQuery.key(Bytes.of("z"))).kvs()).isEmpty();
  }

  @Test
  void aLeaseWithTooManyKeysStaysUntilItHasFewer() {
    bounds(KEYS * DELETION - 1, 1 << 20);
    s.run(new Command.LeaseGrant(7, 100));
    for (int i = 100; i < 100 + KEYS; i++) {
      s.put(Integer.toString(i), "leased", 7);
    }
    assertThat(s.refusal(new Command.LeaseRevoke(7))).isEqualTo(Refusal.Plain.REQUEST_TOO_LARGE);
    s.delete("100");
    s.run(new Command.LeaseRevoke(7));
    try (ReadView view = s.store.view()) {
      assertThat(view.count(KeyRange.ALL)).isZero();
    }
  }

  @Test
  void keptValuesCountAndWhatOneCommandTookTheNextHasNot() {
    bounds(20_000, 1 << 20);
    s.put("big", "v".repeat(6_000));
    Command.Put touch = new Command.Put(Bytes.of("big"), Bytes.EMPTY, 0, false, true, false);
    List<Outcome<?>> outcomes = s.entry(touch, touch, Command.Put.of("small", "1"));
    assertThat(outcomes.get(0)).isInstanceOf(Outcome.Ok.class);
    assertThat(outcomes.get(1)).isEqualTo(Outcome.refused(Refusal.Plain.REQUEST_TOO_LARGE));
    assertThat(outcomes.get(2)).isInstanceOf(Outcome.Ok.class);
    assertThat(s.entry(touch).getFirst()).as("the next entry").isInstanceOf(Outcome.Ok.class);
  }

  @Test
  void membersThatAnswerAndMembersThatDoNotDecideAlike() {
    EntryBounds bounds = new EntryBounds(1 << 20, 50 * DELETION, 100);
    List<StoreFixture> members = List.of(store(bounds), store(bounds));
    List<Command<?>> entry =
        List.of(
            new Command.DeleteRange(StoreFixture.range("100", "140"), true),
            new Command.DeleteRange(StoreFixture.range("140", "160"), true),
            new Command.DeleteRange(StoreFixture.range("160", "170"), false));
    List<Long> counts = new ArrayList<>();
    List<Integer> hashes = new ArrayList<>();
    for (StoreFixture member : members) {
      member.store.apply(member.nextPosition(), entry, member == members.getFirst());
      try (ReadView view = member.store.view()) {
        counts.add(view.count(KeyRange.ALL));
        hashes.add(view.hashKv(0).orThrow().hash());
      }
      member.close();
    }
    assertThat(counts).containsExactly(50L, 50L);
    assertThat(hashes.getFirst()).isEqualTo(hashes.getLast());
  }

  @Test
  void anAnswerWithoutRoomIsNotToldWhatItTellsOfIsDoneAndOthersKeepTheirs() {
    bounds(1 << 20, 200);
    List<Outcome<?>> outcomes =
        s.entry(
            new Command.DeleteRange(StoreFixture.range("100", "150"), true),
            new Command.DeleteRange(StoreFixture.range("150", "153"), true));
    assertThat(outcomes.getFirst()).isEqualTo(Outcome.refused(Refusal.Plain.ANSWER_TOO_LARGE));
    assertThat(((OpResult.DeleteResult) ((Outcome.Ok<?>) outcomes.get(1)).value()).previous())
        .hasSize(3);
    try (ReadView view = s.store.view()) {
      assertThat(view.count(KeyRange.ALL)).isEqualTo(KEYS - 53);
    }
  }

  @Test
  void aReadEndsWhereThereIsNoRoom() {
    try (ReadView view = s.store.view()) {
      long[] asked = new long[1];
      assertThat(view.range(RangeQuery.of(KeyRange.ALL), bytes -> ++asked[0] <= 10))
          .isEqualTo(Outcome.refused(Refusal.Plain.ANSWER_TOO_LARGE));
      assertThat(asked[0]).isEqualTo(11);
    }
  }
}
