package dev.keelson.mvcc.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What both engines must do, against one {@link TreeMap} a table. */
final class EngineContract {
  private final Random random;
  private final Map<Table, TreeMap<byte[], byte[]>> model = emptyModel();
  private final Batch batch = new Batch();

  EngineContract(long seed) {
    random = new Random(seed);
  }

  private static Map<Table, TreeMap<byte[], byte[]>> emptyModel() {
    Map<Table, TreeMap<byte[], byte[]>> model = new EnumMap<>(Table.class);
    for (Table table : Table.values()) {
      model.put(table, new TreeMap<>(Arrays::compareUnsigned));
    }
    return model;
  }

  private Map<Table, TreeMap<byte[], byte[]>> modelNow() {
    Map<Table, TreeMap<byte[], byte[]>> copy = emptyModel();
    model.forEach((table, entries) -> copy.get(table).putAll(entries));
    return copy;
  }

  /** Keys from the empty one to three bytes, over the whole range of a byte. */
  byte[] key() {
    byte[] key = new byte[random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(16) * 17);
    }
    return key;
  }

  void commitSome(Engine engine, int batches) {
    for (int i = 0; i < batches; i++) {
      batch.clear();
      for (int j = random.nextInt(30); j >= 0; j--) {
        change(Table.values()[random.nextInt(Table.values().length)]);
      }
      engine.commit(batch);
    }
  }

  private void change(Table table) {
    byte[] key = key();
    if (random.nextInt(3) == 0) {
      batch.delete(table, key);
      model.get(table).remove(key);
    } else {
      byte[] value = new byte[random.nextInt(200)];
      random.nextBytes(value);
      batch.put(table, key, value);
      model.get(table).put(key, value);
    }
  }

  void assertHoldsTheModel(Engine engine) {
    try (Engine.Snapshot snapshot = engine.snapshot()) {
      assertSame(snapshot, model);
    }
  }

  void snapshotsStayAsTheyWere(Engine engine) {
    List<Engine.Snapshot> snapshots = new ArrayList<>();
    List<Map<Table, TreeMap<byte[], byte[]>>> models = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      commitSome(engine, 20);
      snapshots.add(engine.snapshot());
      models.add(modelNow());
      if (i == 1) {
        engine.flush();
        engine.compact();
      }
    }
    for (int i = 0; i < snapshots.size(); i++) {
      assertSame(snapshots.get(i), models.get(i));
      snapshots.get(i).close();
    }
  }

  private void assertSame(Engine.Snapshot snapshot, Map<Table, TreeMap<byte[], byte[]>> expected) {
    for (Table table : Table.values()) {
      TreeMap<byte[], byte[]> entries = expected.get(table);
      for (int i = 0; i < 40; i++) {
        byte[] key = key();
        assertThat(snapshot.get(table, key)).isEqualTo(entries.get(key));
      }
      assertScans(snapshot, table, entries, new byte[0], null);
      for (int i = 0; i < 15; i++) {
        assertScans(snapshot, table, entries, key(), random.nextInt(5) == 0 ? null : key());
      }
    }
  }

  private static void assertScans(
      Engine.Snapshot snapshot,
      Table table,
      TreeMap<byte[], byte[]> entries,
      byte[] from,
      byte[] to) {
    NavigableMap<byte[], byte[]> range;
    if (to != null && Arrays.compareUnsigned(from, to) >= 0) {
      range = new TreeMap<>(Arrays::compareUnsigned);
    } else {
      range = entries.tailMap(from, true);
      range = to == null ? range : range.headMap(to, false);
    }
    try (Engine.Cursor cursor = snapshot.scan(table, from, to)) {
      for (Map.Entry<byte[], byte[]> entry : range.entrySet()) {
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.key()).isEqualTo(entry.getKey());
        assertThat(cursor.value()).isEqualTo(entry.getValue());
      }
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.next()).isFalse();
    }
    try (Engine.Cursor cursor = snapshot.scan(table, from, to)) {
      for (Map.Entry<byte[], byte[]> entry : range.descendingMap().entrySet()) {
        assertThat(cursor.previous()).isTrue();
        assertThat(cursor.key()).isEqualTo(entry.getKey());
        assertThat(cursor.value()).isEqualTo(entry.getValue());
      }
      assertThat(cursor.previous()).isFalse();
      assertThat(cursor.previous()).isFalse();
    }
  }

  static void deleteTree(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
