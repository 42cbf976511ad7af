package dev.keelson.mvcc.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.mvcc.Invariant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksEngineTest {
  private static final RocksOptions SMALL = RocksOptions.small();

  @Property(tries = 6)
  void holdsWhatWasCommittedAlsoAfterReopening(@ForAll long seed) throws IOException {
    Path parent = Files.createTempDirectory("rocks-engine");
    try {
      Path directory = parent.resolve("data");
      Path copied = parent.resolve("copied");
      EngineContract contract = new EngineContract(seed);
      try (RocksEngine engine = RocksEngine.open(directory, SMALL)) {
        contract.commitSome(engine, 60);
        contract.assertHoldsTheModel(engine);
        engine.flush();
        contract.snapshotsStayAsTheyWere(engine);
      }
      try (RocksEngine engine = RocksEngine.open(directory, SMALL)) {
        contract.assertHoldsTheModel(engine);
        contract.commitSome(engine, 20);
        engine.checkpoint(copied);
        contract.assertHoldsTheModel(engine);
      }
      try (RocksEngine copy = RocksEngine.open(copied, SMALL)) {
        contract.assertHoldsTheModel(copy);
        copy.compact();
        contract.assertHoldsTheModel(copy);
        assertThat(copy.physicalBytes()).isPositive();
      }
    } finally {
      EngineContract.deleteTree(parent);
    }
  }

  private static final byte[] COUNTER = {'n'};

  /** Some bulk, so that flushes happen by themselves, and the same counter in every table. */
  private static void commitCounted(RocksEngine engine, Batch batch, long n, Random random) {
    batch.clear();
    for (Table table : Table.values()) {
      batch.put(table, COUNTER, ByteBuffer.allocate(8).putLong(n).array());
      byte[] bulk = new byte[table.ordinal() < 2 ? 2000 : 20];
      random.nextBytes(bulk);
      batch.put(table, ByteBuffer.allocate(8).putLong(n).array(), bulk);
    }
    engine.commit(batch);
  }

  /** The number that all tables agree on. */
  private static long countedIn(RocksEngine engine) {
    long agreed = -1;
    try (Engine.Snapshot snapshot = engine.snapshot()) {
      for (Table table : Table.values()) {
        byte[] counter = snapshot.get(table, COUNTER);
        long n = counter == null ? 0 : ByteBuffer.wrap(counter).getLong();
        assertThat(n).as("%s against %s", table, Table.CURRENT).isEqualTo(agreed < 0 ? n : agreed);
        agreed = n;
        assertThat(snapshot.get(table, ByteBuffer.allocate(8).putLong(n + 1).array())).isNull();
        assertThat(n == 0 || snapshot.get(table, ByteBuffer.allocate(8).putLong(n).array()) != null)
            .isTrue();
      }
    }
    return agreed;
  }

  /**
   * As a crash leaves it: the files of one moment, taken again while a compaction changes them
   * under our hands.
   */
  private static void copyAsIs(Path from, Path into) throws IOException {
    for (int attempt = 0; attempt < 1000; attempt++) {
      EngineContract.deleteTree(into);
      Files.createDirectory(into);
      try {
        Map<Path, Long> before = sizes(from);
        for (Path file : before.keySet()) {
          Files.copy(file, into.resolve(file.getFileName()));
        }
        if (sizes(from).equals(before)) {
          return;
        }
      } catch (NoSuchFileException e) {
        // deleted since it was listed: once more
      }
    }
    throw new IOException("files never stood still");
  }

  private static Map<Path, Long> sizes(Path directory) throws IOException {
    Map<Path, Long> sizes = new TreeMap<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, "{CURRENT,IDENTITY,MANIFEST-*,OPTIONS-*,*.sst,*.log}")) {
      for (Path file : files) {
        sizes.put(file, Files.size(file));
      }
    }
    return sizes;
  }

  @Test
  void aCrashLeavesAllTablesAtOneBatch(@TempDir Path parent) throws IOException {
    Random random = new Random(11);
    Batch batch = new Batch();
    long last = 0;
    try (RocksEngine engine = RocksEngine.open(parent.resolve("data"), SMALL)) {
      for (int crash = 0; crash < 5; crash++) {
        for (int i = 0; i < 2500; i++) {
          commitCounted(engine, batch, ++last, random);
        }
        if (crash == 2) {
          engine.flush();
        }
        Path copy = parent.resolve("crash-" + crash);
        copyAsIs(parent.resolve("data"), copy);
        try (RocksEngine reopened = RocksEngine.open(copy, SMALL)) {
          long survived = countedIn(reopened);
          System.out.printf("crash after batch %d: %d survived%n", last, survived);
          assertThat(survived).isBetween(crash == 2 ? last : 0, last);
        }
      }
    }
    try (RocksEngine engine = RocksEngine.open(parent.resolve("data"), SMALL)) {
      assertThat(countedIn(engine)).as("closing flushes").isEqualTo(last);
    }
  }

  @Test
  void checkpointsUnderWritesEndAtABatch(@TempDir Path parent) throws Exception {
    try (RocksEngine engine = RocksEngine.open(parent.resolve("data"), SMALL)) {
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Batch batch = new Batch();
                    Random random = new Random(5);
                    long n = 0;
                    try {
                      while (!Thread.interrupted()) {
                        commitCounted(engine, batch, ++n, random);
                      }
                    } catch (RuntimeException e) {
                      failure.set(e);
                    }
                  });
      long before = 0;
      for (int i = 0; i < 5; i++) {
        Path into = parent.resolve("checkpoint-" + i);
        engine.checkpoint(into);
        try (RocksEngine copy = RocksEngine.open(into, SMALL)) {
          long now = countedIn(copy);
          assertThat(now).isGreaterThanOrEqualTo(before);
          before = now;
        }
      }
      writer.interrupt();
      writer.join();
      assertThat(failure.get()).isNull();
      assertThat(before).isPositive();
    }
  }

  @Test
  void aDirectoryInUseIsNamed(@TempDir Path directory) {
    try (RocksEngine engine = RocksEngine.open(directory, SMALL)) {
      assertThatThrownBy(() -> RocksEngine.open(directory, SMALL))
          .isInstanceOf(EngineFailure.class)
          .hasMessageContaining("is used by another process");
      assertThat(engine.physicalBytes()).isNotNegative();
    }
  }

  @Test
  void damageIsNamed(@TempDir Path directory) throws IOException {
    try (RocksEngine engine = RocksEngine.open(directory, SMALL)) {
      new EngineContract(3).commitSome(engine, 100);
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.sst")) {
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i += 64) {
          bytes[i] ^= 1;
        }
        Files.write(file, bytes);
      }
    }
    assertThatThrownBy(
            () -> {
              try (RocksEngine engine = RocksEngine.open(directory, SMALL);
                  Engine.Snapshot snapshot = engine.snapshot();
                  Engine.Cursor cursor = snapshot.scan(Table.HISTORY, new byte[0], null)) {
                while (cursor.next()) {
                  assertThat(cursor.value()).isNotNull();
                }
              }
            })
        .isInstanceOf(EngineFailure.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void isNotClosedUnderAnOpenSnapshot(@TempDir Path directory) {
    RocksEngine engine = RocksEngine.open(directory, SMALL);
    Engine.Snapshot snapshot = engine.snapshot();
    Engine.Cursor cursor = snapshot.scan(Table.META, new byte[0], null);
    assertThatThrownBy(engine::close).isInstanceOf(Invariant.class);
    snapshot.close();
    snapshot.close();
    assertThatThrownBy(engine::close).isInstanceOf(Invariant.class);
    assertThatThrownBy(() -> snapshot.get(Table.META, COUNTER)).isInstanceOf(Invariant.class);
    cursor.close();
    engine.close();
    engine.close();
    assertThatThrownBy(engine::snapshot).isInstanceOf(Invariant.class);
  }

  @Test
  void aCursorNotYetMovedDoesNotOutliveItsSnapshot(@TempDir Path directory) {
    try (RocksEngine engine = RocksEngine.open(directory, SMALL)) {
      new EngineContract(3).commitSome(engine, 20);
      Engine.Snapshot snapshot = engine.snapshot();
      Engine.Cursor moved = snapshot.scan(Table.META, new byte[0], null);
      Engine.Cursor fresh = snapshot.scan(Table.META, new byte[0], null);
      assertThat(moved.next()).isTrue();
      snapshot.close();
      assertThat(moved.next()).isTrue();
      assertThatThrownBy(fresh::next).isInstanceOf(Invariant.class);
      moved.close();
      fresh.close();
    }
  }
}
