package dev.keelson.mvcc.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.CurrentRecord;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.IndexKey;
import dev.keelson.mvcc.key.LeaseKey;
import dev.keelson.mvcc.key.MetaKey;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Damage of each kind, done by hand below the store, is named. */
class StoreCheckTest {
  private final MemoryEngine engine = new MemoryEngine();

  @BeforeEach
  void fill() {
    MvccStore store = MvccStore.open(engine, _ -> {});
    store.apply(
        new LogPosition(1, 1),
        List.of(
            new Command.LeaseGrant(7, 10),
            Command.Put.of("a", "1"),
            Command.Put.of("a", "2"),
            new Command.Put(Bytes.of("b"), Bytes.of("1"), 7, false, false, false),
            Command.Put.of("c", "1"),
            new Command.DeleteRange(KeyRange.one(Bytes.of("c")), false)),
        true);
    assertThat(StoreCheck.faults(store, engine)).isEmpty();
  }

  private String faultsAfter(Consumer<Batch> damage) {
    Batch batch = new Batch();
    damage.accept(batch);
    engine.commit(batch);
    try (Engine.Snapshot snapshot = engine.snapshot()) {
      return String.join("\n", StoreCheck.faults(snapshot));
    }
  }

  private static byte[] key(String key) {
    return key.getBytes();
  }

  @Test
  void lostRecord() {
    assertThat(faultsAfter(b -> b.delete(Table.HISTORY, HistoryKey.put(2, 0))))
        .contains("a@3.0 supersedes 2.0, which is not there")
        .contains("index entries for")
        .contains("bytes, the counters say");
  }

  @Test
  void lostIndexEntry() {
    assertThat(faultsAfter(b -> b.delete(Table.INDEX, IndexKey.of(key("b"), 4, 0))))
        .contains("b@4.0 not so in the index");
  }

  @Test
  void indexThatTakesATombstoneForAPut() {
    assertThat(faultsAfter(b -> b.put(Table.INDEX, IndexKey.of(key("c"), 6, 0), IndexKey.PUT)))
        .contains("c@6.0 not so in the index");
  }

  @Test
  void currentPairThatIsNotTheNewest() {
    byte[] old =
        CurrentRecord.encode(0, KeyValue.of(Bytes.of("a"), 2, 2, 1, Bytes.of("1"), 0).encoded());
    assertThat(faultsAfter(b -> b.put(Table.CURRENT, key("a"), old)))
        .contains("current a is not a=2");
  }

  @Test
  void deadKeyThatIsCurrent() {
    byte[] dead =
        CurrentRecord.encode(0, KeyValue.of(Bytes.of("c"), 5, 5, 1, Bytes.of("1"), 0).encoded());
    assertThat(faultsAfter(b -> b.put(Table.CURRENT, key("c"), dead)))
        .contains("c is dead and current")
        .contains("3 current pairs for 2 live keys")
        .contains("counts 2 of 3 keys");
  }

  @Test
  void wrongCount() {
    assertThat(faultsAfter(b -> b.put(Table.COUNT, new byte[0], new byte[] {5})))
        .contains("counts 5 of 2 keys");
  }

  @Test
  void leaseWithoutItsKeyAndKeyWithoutItsLease() {
    assertThat(faultsAfter(b -> b.delete(Table.LEASE, LeaseKey.attachment(7, key("b")))))
        .contains("keys attached to leases [] instead of");
    assertThat(faultsAfter(b -> b.delete(Table.LEASE, LeaseKey.lease(7))))
        .contains("b is attached to lease 7, which is not there");
  }

  @Test
  void wrongNumbers() {
    assertThat(faultsAfter(b -> b.put(Table.META, MetaKey.HEAD, MetaKey.number(5))))
        .contains("c@6.0 outside 2 to head 5");
    assertThat(faultsAfter(b -> b.put(Table.META, MetaKey.FLOOR, MetaKey.number(9))))
        .contains("floor 9 with head 5");
    assertThat(faultsAfter(b -> b.put(Table.META, MetaKey.BYTES_ADDED, MetaKey.number(1))))
        .contains("the counters say 1");
  }

  @Test
  void compactionThatLeftSomethingBehind() {
    assertThat(
            faultsAfter(
                b -> {
                  b.put(Table.META, MetaKey.FLOOR, MetaKey.number(6));
                  b.put(Table.META, MetaKey.COMPACTED, MetaKey.number(6));
                }))
        .contains("a@3.0 superseded below the compacted 6 is still there");
  }
}
