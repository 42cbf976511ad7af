package dev.keelson.mvcc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.check.StoreCheck;
import dev.keelson.mvcc.copy.RecordSource;
import dev.keelson.mvcc.copy.Records;
import dev.keelson.mvcc.copy.StoreContent;
import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.mvcc.copy.StoreLoader;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import dev.keelson.mvcc.key.HistoryKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that was copied is the store. */
class CopyTest {
  private static final LogPosition START = new LogPosition(1, 0);

  @Property(tries = 150)
  void in_memory(@ForAll long seed, @ForAll @IntRange(max = 200) int commands) throws IOException {
    copied(seed, commands, new MemoryEngine());
  }

  @Property(tries = 10)
  void on_disk(@ForAll long seed, @ForAll @IntRange(max = 200) int commands) throws IOException {
    Path directory = Files.createTempDirectory("copy");
    copied(seed, commands, RocksEngine.open(directory.resolve("db"), RocksOptions.small()));
    assertThat(directory.resolve("db/load")).doesNotExist();
  }

  private static void copied(long seed, int count, Engine engine) throws IOException {
    Random random = new Random(seed);
    RandomCommands commands = new RandomCommands(random);
    try (MvccStore original = MvccStore.open(new MemoryEngine(), _ -> {})) {
      for (int i = 1; i <= count; i++) {
        original.apply(
            new LogPosition(1, i), List.of(commands.command(original.revision())), false);
        if (random.nextInt(10) == 0) {
          original.compactStep(1 + random.nextInt(5));
        }
      }
      Taken taken = new Taken();
      StoreContent content = taken.from(original);
      Path scratch = Files.createTempDirectory("scratch");
      new StoreLoader(engine, scratch, _ -> {}).load(content, taken);
      assertThat(scratch).isEmptyDirectory();
      MvccStore copy = MvccStore.open(engine, _ -> {});
      assertThat(StoreCheck.faults(copy, engine)).isEmpty();
      same(original, copy);
      // And both go on alike, through compaction too.
      List<Command<?>> more = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        more.add(commands.command(original.revision()));
      }
      original.apply(new LogPosition(2, count + 1), more, false);
      copy.apply(new LogPosition(2, count + 1), more, false);
      while (copy.compactStep(3)) {
        // until it is done
      }
      assertThat(StoreCheck.faults(copy, engine)).isEmpty();
      same(original, copy);
      copy.close();
    }
  }

  private static void same(MvccStore original, MvccStore copy) {
    assertThat(copy.revision()).isEqualTo(original.revision());
    assertThat(copy.compactedRevision()).isEqualTo(original.compactedRevision());
    assertThat(copy.leases()).isEqualTo(original.leases());
    assertThat(copy.alarms()).isEqualTo(original.alarms());
    assertThat(copy.facts(Bytes.EMPTY)).isEqualTo(original.facts(Bytes.EMPTY));
    original
        .leases()
        .forEach(l -> assertThat(copy.leaseKeys(l.id())).isEqualTo(original.leaseKeys(l.id())));
    try (ReadView one = original.view();
        ReadView other = copy.view()) {
      for (long revision = Math.max(1, original.compactedRevision());
          revision <= original.revision();
          revision++) {
        assertThat(other.hashKv(revision)).isEqualTo(one.hashKv(revision));
        RangeQuery all = RangeQuery.of(KeyRange.ALL).atRevision(revision);
        assertThat(other.range(all)).isEqualTo(one.range(all));
      }
    }
  }

  @Test
  void a_mark_counts_in_hashes_and_is_no_key(@TempDir Path scratch) {
    Taken taken = new Taken();
    try (MvccStore original = MvccStore.open(new MemoryEngine(), _ -> {})) {
      original.apply(new LogPosition(1, 1), List.of(Command.Put.of("a", "b")), false);
      StoreContent content = taken.from(original);
      taken.keys.add(HistoryKey.put(1000, 0));
      taken.values.add(new byte[0]);
      taken.keys.add(HistoryKey.put(2000, 0));
      taken.values.add(new byte[0]);
      MemoryEngine engine = new MemoryEngine();
      new StoreLoader(engine, scratch, _ -> {})
          .load(
              new StoreContent(
                  START, 1, 2000, 2, content.leases(), content.alarms(), content.facts()),
              taken);
      try (MvccStore copy = MvccStore.open(engine, _ -> {})) {
        assertThat(copy.revision()).isEqualTo(2000);
        assertThat(StoreCheck.faults(copy, engine)).isEmpty();
        int before = hash(copy);
        while (copy.compactStep(1)) {
          // until it is done
        }
        assertThat(hash(copy)).isEqualTo(before);
        assertThat(StoreCheck.faults(copy, engine)).isEmpty();
        copy.apply(new LogPosition(1, 2), List.of(Command.Put.of("a", "c")), false);
        try (ReadView view = copy.view()) {
          assertThat(view.count(KeyRange.ALL)).isEqualTo(1);
          assertThat(view.revision()).isEqualTo(2001);
        }
      }
    }
  }

  private static int hash(MvccStore store) {
    try (ReadView view = store.view()) {
      return view.hashKv(0).orThrow().hash();
    }
  }

  @Test
  void records_out_of_order_are_refused(@TempDir Path scratch) {
    Taken taken = new Taken();
    taken.keys.addAll(List.of(HistoryKey.put(3, 0), HistoryKey.put(2, 0)));
    taken.values.addAll(List.of(new byte[0], new byte[0]));
    StoreContent nothing =
        new StoreContent(START, 1, -1, 0, List.of(), List.of(), java.util.Map.of());
    assertThatThrownBy(
            () -> new StoreLoader(new MemoryEngine(), scratch, _ -> {}).load(nothing, taken))
        .hasMessageContaining("revision 2.0");
  }

  @Test
  void a_store_that_closes_ends_what_is_being_copied() {
    MvccStore store = MvccStore.open(new MemoryEngine(), _ -> {});
    store.apply(new LogPosition(1, 1), List.of(Command.Put.of("a", "b")), false);
    StoreExport export = store.export();
    Records records = export.records();
    assertThat(records.next()).isTrue();
    store.close();
    assertThatThrownBy(records::next).isInstanceOf(IllegalStateException.class);
    records.close();
    export.close();
    assertThatThrownBy(store::export).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_export_holds_still_while_the_store_goes_on() {
    try (MvccStore store = MvccStore.open(new MemoryEngine(), _ -> {})) {
      for (int i = 1; i <= 20; i++) {
        store.apply(new LogPosition(1, i), List.of(Command.Put.of("a", "" + i)), false);
      }
      try (StoreExport export = store.export();
          Records records = export.records()) {
        records.next();
        store.apply(new LogPosition(1, 21), List.of(new Command.Compact(21)), false);
        while (store.compactStep(2)) {
          // until it is done
        }
        int left = 1;
        while (records.next()) {
          left++;
        }
        assertThat(left).isEqualTo(20);
        assertThat(export.floor()).isEqualTo(-1);
        assertThat(export.head()).isEqualTo(21);
      }
    }
  }

  /** An export kept in memory. */
  private static final class Taken implements RecordSource {
    final List<byte[]> keys = new ArrayList<>();
    final List<byte[]> values = new ArrayList<>();

    StoreContent from(MvccStore store) {
      try (StoreExport export = store.export();
          Records records = export.records()) {
        while (records.next()) {
          keys.add(records.key());
          values.add(
              Arrays.copyOfRange(
                  records.value(),
                  records.valueOffset(),
                  records.valueOffset() + records.valueLength()));
        }
        return new StoreContent(
            START,
            export.head(),
            export.floor(),
            export.compacted(),
            export.leases(),
            List.copyOf(export.alarms()),
            export.facts(Bytes.EMPTY));
      }
    }

    @Override
    public byte[] read(long place, int length) {
      return values.get((int) place);
    }

    @Override
    public Placed open() {
      return new Placed() {
        private int at = -1;

        @Override
        public boolean next() {
          return ++at < keys.size();
        }

        @Override
        public byte[] key() {
          return keys.get(at);
        }

        @Override
        public byte[] value() {
          return values.get(at);
        }

        @Override
        public int valueOffset() {
          return 0;
        }

        @Override
        public int valueLength() {
          return values.get(at).length;
        }

        @Override
        public long place() {
          return at;
        }

        @Override
        public void close() {}
      };
    }
  }
}
