package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.watch.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Revisions and versions: rules 1 to 6. */
class RevisionRulesTest {
  private final StoreFixture s = new StoreFixture();

  @AfterEach
  void storeIsSound() {
    assertThat(s.faults()).isEmpty();
    s.close();
  }

  @Test
  void rule1_freshStoreIsAtRevision1AndNotCompacted() {
    assertThat(s.store.revision()).isEqualTo(1);
    assertThat(s.store.compactedRevision()).isEqualTo(-1);
    assertThat(s.put("a", "1")).isEqualTo(2);
  }

  @Test
  void rule2_oneWriteRequestIsOneMainRevision() {
    s.put("a", "1");
    assertThat(s.put("a", "1")).as("an equal value counts as well").isEqualTo(3);
    s.run(
        new Command.Txn(
            List.of(), List.of(Command.Put.of("b", "1"), Command.Put.of("c", "1")), List.of()));
    assertThat(s.store.revision()).isEqualTo(4);
    s.delete(KeyRange.ALL);
    assertThat(s.store.revision()).isEqualTo(5);
  }

  @Test
  void rule2_whatChangesNoKeyMovesNoRevision() {
    s.put("a", "1");
    s.delete("nothing");
    s.run(new Command.Txn(List.of(), List.of(), List.of()));
    s.run(
        new Command.Txn(
            List.of(
                new Compare(
                    KeyRange.one(Bytes.of("a")),
                    Compare.Relation.EQUAL,
                    new Compare.Target.Version(9))),
            List.of(Command.Put.of("b", "1")),
            List.of(RangeQuery.key(Bytes.of("a")))));
    s.run(new Command.LeaseGrant(1, 10));
    s.run(new Command.LeaseCheckpoint(Map.of(1L, 5L)));
    s.run(new Command.LeaseRevoke(1));
    s.run(new Command.SetAlarm(true, new Alarm(1, Alarm.Kind.NOSPACE)));
    s.run(new Command.SetAlarm(false, new Alarm(1, Alarm.Kind.NOSPACE)));
    s.run(new Command.PutFact(Bytes.of("members"), Optional.of(Bytes.of("x"))));
    s.run(new Command.Compact(2));
    assertThat(s.store.revision()).isEqualTo(2);
  }

  @Test
  void rule3_changesOfOneTxnShareTheMainRevisionAndCountSubRevisionsFrom0() {
    s.put("b", "0");
    s.run(
        new Command.Txn(
            List.of(),
            List.of(
                Command.Put.of("a", "1"),
                new Command.DeleteRange(KeyRange.one(Bytes.of("b")), false),
                Command.Put.of("c", "1")),
            List.of()));
    assertThat(s.events.getLast().events())
        .extracting(Event::revision)
        .containsExactly(new Revision(3, 0), new Revision(3, 1), new Revision(3, 2));
    assertThat(s.get("c").modRevision()).isEqualTo(3);
    assertThat(s.get("c").createRevision()).isEqualTo(3);
  }

  @Test
  void rule4_versionCountsPutsAndStartsAgainAfterADeletion() {
    s.put("a", "1");
    s.put("a", "2");
    assertThat(s.get("a").version()).isEqualTo(2);
    assertThat(s.get("a").createRevision()).isEqualTo(2);
    s.delete("a");
    s.put("a", "3");
    assertThat(s.get("a").version()).isEqualTo(1);
    assertThat(s.get("a").createRevision()).isEqualTo(5);
  }

  @Test
  void rule4_deleteAndPutInOneTxnStartAgainAtThatRevision() {
    s.put("a", "1");
    s.put("a", "2");
    s.run(
        new Command.Txn(
            List.of(),
            List.of(
                new Command.DeleteRange(KeyRange.from(Bytes.of("a")), false),
                Command.Put.of("a", "3")),
            List.of()));
    assertThat(s.get("a")).isEqualTo(KeyValue.of(Bytes.of("a"), 4, 4, 1, Bytes.of("3"), 0));
  }

  @Test
  void rule5_aDeletionHoldsKeyAndModRevisionOnly() {
    s.run(new Command.LeaseGrant(7, 10));
    s.put("a", "value", 7);
    s.delete("a");
    KeyValue tombstone = s.events.getLast().events().getFirst().kv();
    assertThat(tombstone).isEqualTo(KeyValue.of(Bytes.of("a"), 0, 3, 0, Bytes.EMPTY, 0));
    assertThat(tombstone.isTombstone()).isTrue();
  }

  @Test
  void rule6_revisionSurvivesARestartWhenTheNewestRecordWasACompactedTombstone() {
    MemoryEngine engine = new MemoryEngine();
    try (StoreFixture first = new StoreFixture(new Reopened(engine))) {
      first.put("a", "1");
      first.delete("a");
      first.put("b", "1");
      first.delete("b");
      first.compact(5);
      first.compactPhysically();
    }
    try (StoreFixture again = new StoreFixture(engine)) {
      assertThat(again.store.revision()).isEqualTo(5);
      assertThat(again.store.compactedRevision()).isEqualTo(5);
      assertThat(again.put("c", "1")).isEqualTo(6);
      assertThat(again.faults()).isEmpty();
    }
  }
}
