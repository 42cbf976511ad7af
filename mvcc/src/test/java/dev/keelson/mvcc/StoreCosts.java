package dev.keelson.mvcc;

import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.MemoryEngine;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the store costs a call, printed: CPU and wall time of the calling thread. Not a test; run
 * its main with {@code memory} or {@code rocks}, the number of keys (100,000 unless told) and the
 * bytes of a value (256).
 */
final class StoreCosts {
  private final MvccStore store;
  private final int keys;
  private final Bytes value;
  private final Random random = new Random(1);
  private long index;

  private StoreCosts(Engine engine, int keys, int valueBytes) {
    this.store = MvccStore.open(engine, _ -> {});
    this.keys = keys;
    byte[] bytes = new byte[valueBytes];
    random.nextBytes(bytes);
    this.value = Bytes.wrap(bytes);
  }

  public static void main(String[] args) throws Exception {
    int keys = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    int valueBytes = args.length > 2 ? Integer.parseInt(args[2]) : 256;
    Path directory = Files.createTempDirectory("store-costs");
    Engine engine =
        args.length > 0 && args[0].equals("memory")
            ? new MemoryEngine()
            : RocksEngine.open(directory, RocksOptions.defaults());
    new StoreCosts(engine, keys, valueBytes).run();
    System.out.println("left in " + directory);
  }

  private interface Work {
    long run();
  }

  private static void measure(String what, Work work) {
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    long done = work.run();
    System.out.printf(
        "%-40s %9.2f us CPU %9.2f us wall%n",
        what,
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e3 / done,
        (System.nanoTime() - wall) / 1e3 / done);
  }

  private Bytes key(int number) {
    return Bytes.of("/registry/pods/default/pod-%08d".formatted(number));
  }

  private void run() {
    for (int round = 0; round < 2; round++) {
      System.out.println("round " + round);
      measure("put, 64 to an entry, keys in order", () -> puts(keys, 64, false, false));
      measure("put over another at random, 64", () -> puts(keys, 64, true, false));
      measure("put over another at random, 1", () -> puts(keys / 4, 1, true, false));
      measure("txn: if mod > 0 then put, 64", () -> puts(keys, 64, true, true));
      measure("get", this::gets);
      measure("range of 500, of " + keys, () -> ranges(0));
      measure("range of 500 at an old revision", () -> ranges(store.revision() - keys / 10));
      measure("count of half the keys", this::counts);
      measure("compact, a record", this::compact);
      measure("hash, a record", this::hash);
    }
    store.close();
  }

  private long puts(int count, int group, boolean anyKey, boolean txn) {
    List<Command<?>> entry = new ArrayList<>(group);
    for (int i = 0; i < count; i++) {
      Bytes key = key(anyKey ? random.nextInt(keys) : i);
      Command.Put put = Command.Put.of(key, value);
      Compare there =
          new Compare(KeyRange.one(key), Compare.Relation.GREATER, new Compare.Target.Mod(0));
      entry.add(txn ? new Command.Txn(List.of(there), List.of(put), List.of()) : put);
      if (entry.size() == group) {
        store.apply(new LogPosition(1, ++index), entry, true);
        entry.clear();
      }
    }
    return count;
  }

  private long gets() {
    for (int i = 0; i < keys; i++) {
      try (ReadView view = store.view()) {
        view.range(RangeQuery.key(key(random.nextInt(keys)))).orThrow();
      }
    }
    return keys;
  }

  private long ranges(long revision) {
    for (int i = 0; i < 200; i++) {
      try (ReadView view = store.view()) {
        KeyRange range = KeyRange.from(key(random.nextInt(keys / 2)));
        view.range(RangeQuery.of(range).withLimit(500).atRevision(revision)).orThrow();
      }
    }
    return 200;
  }

  private long counts() {
    for (int i = 0; i < 1000; i++) {
      try (ReadView view = store.view()) {
        view.count(new KeyRange(key(random.nextInt(keys / 4)), key(keys * 3 / 4 + i)));
      }
    }
    return 1000;
  }

  private long compact() {
    long before = Math.max(1, store.physicallyCompacted());
    store.apply(new LogPosition(1, ++index), List.of(new Command.Compact(store.revision())), true);
    while (store.compactStep(1000)) {}
    return store.physicallyCompacted() - before;
  }

  private long hash() {
    try (ReadView view = store.view()) {
      view.hashKv(0).orThrow();
      return keys;
    }
  }
}
