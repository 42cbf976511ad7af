package dev.keelson.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.EngineAround;
import dev.keelson.mvcc.engine.EngineFailure;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.MetaKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store as a whole: opening, positions, views, copies, closing. */
class MvccStoreTest {
  @TempDir private Path directory;

  @Test
  void positionsOfEntriesWithoutChangesAreRememberedAndWrittenByFlush() {
    MemoryEngine engine = new MemoryEngine();
    MvccStore store = MvccStore.open(engine, _ -> {});
    assertThat(store.applied()).isEqualTo(LogPosition.START);
    store.skip(new LogPosition(1, 0));
    store.apply(new LogPosition(1, 1), List.of(Command.Put.of("a", "1")), true);
    store.apply(new LogPosition(2, 2), List.of(new Command.Compact(99)), true);
    assertThat(store.applied()).isEqualTo(new LogPosition(2, 2));
    assertThat(MvccStore.open(new Reopened(engine), _ -> {}).applied())
        .as("a crash here replays entry 2")
        .isEqualTo(new LogPosition(1, 1));
    store.flush();
    assertThat(MvccStore.open(new Reopened(engine), _ -> {}).applied())
        .isEqualTo(new LogPosition(2, 2));
  }

  /**
   * A read barrier on a follower looks at the position while entries are applied: seen in a whole
   * run of the gate, where the view opened after it did not show the last write.
   */
  @Test
  void aPositionIsSeenOnlyOnceViewsShowIt() {
    MemoryEngine memory = new MemoryEngine();
    List<LogPosition> seenMeanwhile = new ArrayList<>();
    AtomicReference<MvccStore> store = new AtomicReference<>();
    Engine watched =
        new EngineAround(memory) {
          @Override
          public Snapshot snapshot() {
            MvccStore opened = store.get();
            if (opened != null) {
              seenMeanwhile.add(opened.applied());
              opened.flush(); // must not take the position back either
            }
            return super.snapshot();
          }
        };
    store.set(MvccStore.open(watched, _ -> {}));
    store.get().apply(new LogPosition(1, 0), List.of(Command.Put.of("a", "1")), true);
    store.get().apply(new LogPosition(1, 1), List.of(Command.Put.of("a", "2")), true);
    assertThat(seenMeanwhile).containsExactly(LogPosition.START, new LogPosition(1, 0));
    assertThat(store.get().applied()).isEqualTo(new LogPosition(1, 1));
    assertThat(MvccStore.open(new Reopened(memory), _ -> {}).applied())
        .isEqualTo(new LogPosition(1, 1));
  }

  @Test
  void anEntryIsAppliedOnce() {
    try (StoreFixture s = new StoreFixture()) {
      s.put("a", "1");
      LogPosition same = s.store.applied();
      assertThatThrownBy(() -> s.store.apply(same, List.of(Command.Put.of("a", "2")), true))
          .isInstanceOf(Invariant.class);
      assertThatThrownBy(() -> s.store.skip(same)).isInstanceOf(Invariant.class);
    }
  }

  @Test
  void anUnknownLayoutIsRefusedWithItsVersion() {
    MemoryEngine engine = new MemoryEngine();
    Batch batch = new Batch();
    batch.put(Table.META, MetaKey.FORMAT, MetaKey.number(77));
    engine.commit(batch);
    assertThatThrownBy(() -> MvccStore.open(engine, _ -> {}))
        .isInstanceOf(EngineFailure.class)
        .hasMessageContaining("77")
        .hasMessageContaining("" + MvccStore.FORMAT);
  }

  @Test
  void aCheckpointKnowsItsPositionAndIsAStoreOfItsOwn() {
    Path data = directory.resolve("data");
    Path copy = directory.resolve("copy");
    try (StoreFixture s = new StoreFixture(RocksEngine.open(data, RocksOptions.small()))) {
      s.put("a", "1");
      s.refusal(new Command.Compact(99));
      LogPosition at = s.store.checkpoint(copy);
      assertThat(at).isEqualTo(s.store.applied());
      s.put("a", "2");
      try (StoreFixture c = new StoreFixture(RocksEngine.open(copy, RocksOptions.small()))) {
        assertThat(c.store.applied()).isEqualTo(at);
        assertThat(c.get("a").value()).isEqualTo(Bytes.of("1"));
        c.put("b", "only here");
        assertThat(c.faults()).isEmpty();
      }
      assertThat(s.get("a").value()).isEqualTo(Bytes.of("2"));
      assertThat(s.faults()).isEmpty();
    }
  }

  @Test
  void everythingIsThereAfterARestart() {
    Alarm alarm = new Alarm(5, Alarm.Kind.NOSPACE);
    ReadView.HashKv hash;
    try (StoreFixture s = new StoreFixture(RocksEngine.open(directory, RocksOptions.small()))) {
      s.run(new Command.LeaseGrant(7, 60));
      s.put("a", "1", 7);
      s.put("a", "2", 7);
      s.compact(2);
      s.run(new Command.PutFact(Bytes.of("members/1"), Optional.of(Bytes.of("x"))));
      s.run(new Command.SetAlarm(true, alarm));
      hash = s.hash(0);
    }
    try (StoreFixture s = new StoreFixture(RocksEngine.open(directory, RocksOptions.small()))) {
      assertThat(s.hash(0)).isEqualTo(hash);
      assertThat(s.store.leaseKeys(7)).containsExactly(Bytes.of("a"));
      assertThat(s.store.alarms()).containsExactly(alarm);
      assertThat(s.store.facts(Bytes.of("members/"))).containsKey(Bytes.of("members/1"));
      assertThat(s.store.compactedRevision()).isEqualTo(2);
      assertThat(s.faults()).isEmpty();
    }
  }

  @Test
  void factsAreReplacedListedByPrefixAndRemoved() {
    try (StoreFixture s = new StoreFixture()) {
      for (String name : new String[] {"a", "b/1", "b/2", "c"}) {
        s.run(new Command.PutFact(Bytes.of(name), Optional.of(Bytes.of("v"))));
      }
      s.run(new Command.PutFact(Bytes.of("b/1"), Optional.of(Bytes.of("w"))));
      s.run(new Command.PutFact(Bytes.of("b/2"), Optional.of(Bytes.EMPTY)));
      assertThat(s.store.facts(Bytes.of("b/"))).hasSize(1).containsValue(Bytes.of("w"));
      assertThat(s.store.facts(Bytes.EMPTY)).hasSize(3);
      s.run(new Command.PutFact(Bytes.of("a"), Optional.empty()));
      assertThat(s.store.fact(Bytes.of("a"))).isEmpty();
    }
  }

  @Test
  void viewsOpenAndCloseWhileEntriesAreApplied() throws InterruptedException {
    try (StoreFixture s = new StoreFixture(RocksEngine.open(directory, RocksOptions.small()))) {
      AtomicBoolean writing = new AtomicBoolean(true);
      AtomicBoolean torn = new AtomicBoolean();
      Thread[] readers = new Thread[2];
      for (int i = 0; i < readers.length; i++) {
        readers[i] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      while (writing.get()) {
                        try (ReadView view = s.store.view()) {
                          long head = view.revision();
                          long keys = view.range(RangeQuery.of(KeyRange.ALL)).orThrow().count();
                          if (keys != head - 1 || view.count(KeyRange.ALL) != keys) {
                            torn.set(true);
                          }
                        }
                      }
                    });
      }
      for (int i = 0; i < 1000; i++) {
        s.put("k" + i, "v");
      }
      writing.set(false);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(torn).isFalse();
      assertThat(s.faults()).isEmpty();
    }
  }

  @Test
  void countsStayExactThroughManyBlocks() {
    try (StoreFixture s = new StoreFixture()) {
      Random random = new Random(42);
      for (int entry = 0; entry < 60; entry++) {
        Command<?>[] commands = new Command<?>[100];
        for (int i = 0; i < commands.length; i++) {
          int key = random.nextInt(5000);
          commands[i] =
              random.nextInt(30) == 0
                  ? new Command.DeleteRange(StoreFixture.range("k" + key, "k" + (key + 40)), false)
                  : Command.Put.of("k" + key, "v");
        }
        s.entry(commands);
      }
      for (int i = 0; i < 50; i++) {
        KeyRange range = StoreFixture.range("k" + random.nextInt(5000), "k" + random.nextInt(9999));
        RangeResult cut = s.range(RangeQuery.of(range).withLimit(1));
        assertThat(cut.count()).isEqualTo(s.range(RangeQuery.of(range)).kvs().size());
      }
      s.delete(KeyRange.ALL);
      assertThat(s.range(RangeQuery.of(KeyRange.ALL).onlyCount()).count()).isZero();
      assertThat(s.faults()).isEmpty();
    }
  }

  @Test
  void afterCloseThereAreNoViews() {
    StoreFixture s = new StoreFixture();
    ReadView view = s.store.view();
    view.close();
    view.close();
    s.close();
    s.close();
    assertThatThrownBy(s.store::view).isInstanceOf(IllegalStateException.class);
  }
}
