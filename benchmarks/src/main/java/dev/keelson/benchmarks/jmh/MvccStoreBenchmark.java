package dev.keelson.benchmarks.jmh;

import dev.keelson.benchmarks.load.Keys;
import dev.keelson.benchmarks.load.Values;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.MvccStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the store costs without Raft and without a network: the middle column of the anchors' table
 * of limits. One thread writes, as in life; reads have no writer beside them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xmx1g",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public class MvccStoreBenchmark {
  /** Keys of 1 KiB in the store. */
  private static final int KEYS = 100_000;

  private static final int BATCH = 64;
  private static final int LIMIT = 500;

  /** Where the pairs lie. */
  public enum Place {
    MEMORY,
    ROCKS
  }

  /** The engine under the store. */
  @Param({"MEMORY", "ROCKS"})
  public Place place = Place.MEMORY;

  private final Values values = new Values(1_024, 1);
  private Path directory = Path.of("");
  private Engine engine = new MemoryEngine();
  private MvccStore store = MvccStore.open(engine, events -> {});
  private long index;

  /** Fills the store. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = Files.createTempDirectory("keelson-jmh-");
    engine =
        switch (place) {
          case MEMORY -> new MemoryEngine();
          case ROCKS -> RocksEngine.open(directory.resolve("rocks"), RocksOptions.defaults());
        };
    store = MvccStore.open(engine, events -> {});
    for (int from = 0; from < KEYS; from += BATCH) {
      List<Command<?>> commands = new ArrayList<>();
      for (int i = from; i < Math.min(KEYS, from + BATCH); i++) {
        commands.add(putOf(i));
      }
      apply(commands);
    }
  }

  /** Removes what the trial wrote. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    store.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** One put in an entry of its own. */
  @Benchmark
  public List<Outcome<?>> put() {
    return apply(List.of(putOf(random())));
  }

  /** A put of 64 in one entry, which is how they come under load. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<Outcome<?>> putBatched() {
    List<Command<?>> commands = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      commands.add(putOf(random()));
    }
    return apply(commands);
  }

  /** One key, in a view of its own. */
  @Benchmark
  public Outcome<RangeResult> get() {
    return ask(RangeQuery.key(Bytes.wrap(Keys.loaded(random()))));
  }

  /** A namespace of 1,000 keys. */
  @Benchmark
  public Outcome<RangeResult> range1000() {
    int namespace = random() / Keys.PER_NAMESPACE;
    return ask(RangeQuery.of(KeyRange.prefix(Bytes.wrap(Keys.namespacePrefix(namespace)))));
  }

  /** The first 500 of all keys, and their count. */
  @Benchmark
  public Outcome<RangeResult> rangeLimit500() {
    return ask(RangeQuery.of(KeyRange.prefix(Bytes.wrap(Keys.loadedPrefix()))).withLimit(LIMIT));
  }

  /** The count alone. */
  @Benchmark
  public Outcome<RangeResult> count() {
    return ask(RangeQuery.of(KeyRange.prefix(Bytes.wrap(Keys.loadedPrefix()))).onlyCount());
  }

  /** A scan of all keys by cursor, a key. */
  @Benchmark
  @OperationsPerInvocation(KEYS)
  public void scan(Blackhole hole) {
    try (ReadView view = store.view();
        ReadView.KeyCursor cursor = view.scan(KeyRange.ALL, 0).orThrow()) {
      while (cursor.advance()) {
        hole.consume(cursor.current());
      }
    }
  }

  private Outcome<RangeResult> ask(RangeQuery query) {
    try (ReadView view = store.view()) {
      return view.range(query);
    }
  }

  private List<Outcome<?>> apply(List<Command<?>> commands) {
    return store.apply(new LogPosition(1, index++), commands, true);
  }

  private Command.Put putOf(int key) {
    return Command.Put.of(Bytes.wrap(Keys.loaded(key)), Bytes.wrap(values.next()));
  }

  private int random() {
    return ThreadLocalRandom.current().nextInt(KEYS);
  }
}
