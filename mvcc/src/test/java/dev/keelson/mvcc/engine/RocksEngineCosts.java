package dev.keelson.mvcc.engine;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * What the engine costs a call, printed: CPU time of the calling thread and wall time. Not a test;
 * run its main with the number of keys (300,000 unless told) and the bytes of a value (1,024).
 */
final class RocksEngineCosts {
  private static final int PUTS = 64;

  private final Random random = new Random(1);
  private final RocksEngine engine;
  private final int keys;
  private final byte[] value;
  private long revision;

  private RocksEngineCosts(RocksEngine engine, int keys, int valueBytes) {
    this.engine = engine;
    this.keys = keys;
    this.value = new byte[valueBytes];
  }

  public static void main(String[] args) throws Exception {
    int keys = args.length > 0 ? Integer.parseInt(args[0]) : 300_000;
    int valueBytes = args.length > 1 ? Integer.parseInt(args[1]) : 1024;
    Path directory = Files.createTempDirectory("rocks-costs");
    long opening = System.nanoTime();
    try (RocksEngine engine = RocksEngine.open(directory, RocksOptions.defaults())) {
      System.out.printf("open %.0f ms%n", (System.nanoTime() - opening) / 1e6);
      new RocksEngineCosts(engine, keys, valueBytes).run();
    } finally {
      EngineContract.deleteTree(directory);
    }
  }

  private interface Work {
    long run();
  }

  /** {@code work} returns how many operations it did. */
  private static void measure(String what, Work work) {
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long wall = System.nanoTime();
    long done = work.run();
    System.out.printf(
        "%-44s %8.2f us CPU %8.2f us wall%n",
        what,
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e3 / done,
        (System.nanoTime() - wall) / 1e3 / done);
  }

  private void run() {
    measure("fill in key order, a put in 3 tables", () -> write(keys, false));
    measure("overwrite at random, a put in 3 tables", () -> write(keys, true));
    measure("commit of 64 x 3 and a snapshot", () -> write(keys / 2, true) / PUTS);
    for (int round = 0; round < 2; round++) {
      reads();
    }
    measure("flush", this::flush);
    measure("compact", this::compact);
    System.out.printf("on disk %d MiB%n", engine.physicalBytes() >> 20);
    for (int round = 0; round < 2; round++) {
      reads();
    }
    measure("overwrite again", () -> write(keys, true));
    measure("checkpoint", this::checkpoint);
  }

  private long flush() {
    engine.flush();
    return 1;
  }

  private long compact() {
    engine.compact();
    return 1;
  }

  private long checkpoint() {
    try {
      Path into = Files.createTempDirectory("rocks-costs").resolve("checkpoint");
      engine.checkpoint(into);
      EngineContract.deleteTree(into.getParent());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return 1;
  }

  private byte[] key(int number) {
    return "/registry/pods/namespace-%02d/pod-%08d"
        .formatted(number % 50, number)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] revisionKey(long of) {
    return ByteBuffer.allocate(17).putLong(of).put((byte) '_').putLong(0).array();
  }

  private long write(int count, boolean anywhere) {
    Batch batch = new Batch();
    for (int i = 0; i < count; i += PUTS) {
      batch.clear();
      for (int j = i; j < i + PUTS; j++) {
        byte[] key = anywhere ? key(random.nextInt(keys)) : key(j);
        random.nextBytes(value);
        batch.put(Table.CURRENT, key, value);
        batch.put(Table.HISTORY, revisionKey(++revision), value);
        byte[] index =
            ByteBuffer.allocate(key.length + 18)
                .put(key)
                .putShort((short) 1)
                .putLong(revision)
                .putLong(0)
                .array();
        batch.put(Table.INDEX, index, new byte[1]);
      }
      batch.put(Table.META, new byte[] {1}, revisionKey(revision));
      engine.commit(batch);
      engine.snapshot().close();
    }
    return count;
  }

  private void reads() {
    int count = 200_000;
    byte[][] wanted = new byte[count][];
    for (int i = 0; i < count; i++) {
      wanted[i] = key(random.nextInt(keys));
    }
    measure(
        "snapshot and close",
        () -> {
          for (int i = 0; i < count; i++) {
            engine.snapshot().close();
          }
          return count;
        });
    try (Engine.Snapshot snapshot = engine.snapshot()) {
      measure("get CURRENT at random", () -> get(snapshot, Table.CURRENT, wanted));
      for (int i = 0; i < count; i++) {
        wanted[i] = revisionKey(1 + random.nextInt((int) revision));
      }
      measure("get HISTORY at random", () -> get(snapshot, Table.HISTORY, wanted));
      for (int i = 0; i < count; i++) {
        wanted[i] = revisionKey(revision - random.nextInt(1000));
      }
      measure("get HISTORY, recent", () -> get(snapshot, Table.HISTORY, wanted));
      for (int i = 0; i < count; i++) {
        wanted[i] = revisionKey(revision + 1 + random.nextInt(1000));
      }
      measure("get HISTORY, absent", () -> get(snapshot, Table.HISTORY, wanted));
      measure("scan CURRENT, a key", () -> scan(snapshot, new byte[0], Integer.MAX_VALUE));
      measure("scan of 500, a key", () -> scans(snapshot, 200, 500));
      measure("scan of 1, new cursor", () -> scans(snapshot, 50_000, 1));
    }
  }

  private static long get(Engine.Snapshot snapshot, Table table, byte[][] wanted) {
    long bytes = 0;
    for (byte[] key : wanted) {
      byte[] found = snapshot.get(table, key);
      bytes += found == null ? 0 : found.length;
    }
    return bytes < 0 ? 0 : wanted.length;
  }

  private static long scan(Engine.Snapshot snapshot, byte[] from, int limit) {
    long read = 0;
    long bytes = 0;
    try (Engine.Cursor cursor = snapshot.scan(Table.CURRENT, from, new byte[] {(byte) 0xff})) {
      while (read < limit && cursor.next()) {
        bytes += cursor.key().length + cursor.value().length;
        read++;
      }
    }
    return bytes < 0 ? 0 : read;
  }

  private long scans(Engine.Snapshot snapshot, int times, int limit) {
    long read = 0;
    for (int i = 0; i < times; i++) {
      read += scan(snapshot, key(random.nextInt(keys)), limit);
    }
    return read;
  }
}
