package dev.keelson.launcher.etcd;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.RocksEngine;
import dev.keelson.mvcc.engine.RocksOptions;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.MetaKey;
import dev.keelson.raftstore.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Bugs that a store may have, planted from outside so that the product knows nothing of them: into
 * the answers on their way out, or into the files before they are opened. Each is one that a real
 * store has had.
 */
enum Bug {
  /** Some linearizable reads are answered from a view that is a moment old. */
  STALE_READ {
    @Override
    Node within(Node node) {
      return Lies.staleReads(node);
    }
  },

  /** One in some deliveries to watchers goes missing. */
  LOST_EVENT {
    @Override
    Node within(Node node) {
      return Lies.lostEvents(node);
    }
  },

  /** After a start the newest revision is given once more. */
  REUSED_REVISION {
    @Override
    void beforeOpening(Path data) {
      editStore(
          data,
          (snapshot, batch) -> {
            byte[] head = snapshot.get(Table.META, MetaKey.HEAD);
            long last = head == null ? 1 : MetaKey.number(head);
            batch.put(Table.META, MetaKey.HEAD, MetaKey.number(last - 1));
          });
    }
  },

  /** After kill -9 the disk holds what it held when the process began. */
  DROPPED_FSYNC {
    @Override
    void beforeOpening(Path data) throws IOException {
      Path image = data.resolveSibling(data.getFileName() + ".synced");
      Path stopped = data.resolveSibling(data.getFileName() + ".stopped");
      if (Files.exists(data) && !Files.exists(stopped)) {
        copy(image, data);
      }
      Files.deleteIfExists(stopped);
      copy(data, image);
    }

    @Override
    void afterClosing(Path data) throws IOException {
      Files.writeString(data.resolveSibling(data.getFileName() + ".stopped"), "");
    }
  },

  /** After a start, the newest entries of the log are applied although they were applied before. */
  DOUBLE_APPLY {
    @Override
    void beforeOpening(Path data) {
      editStore(
          data,
          (snapshot, batch) -> {
            byte[] at = snapshot.get(Table.META, MetaKey.APPLIED);
            if (at == null) {
              return;
            }
            LogPosition applied = MetaKey.position(at);
            LogPosition before =
                new LogPosition(applied.term(), Math.max(1, applied.index() - ENTRIES_AGAIN));
            batch.put(Table.META, MetaKey.APPLIED, MetaKey.position(before));
            // by these the store would know that it has seen them
            try (Engine.Cursor facts =
                snapshot.scan(Table.META, MetaKey.firstFact(), MetaKey.afterFacts())) {
              while (facts.next()) {
                if (startsWith(MetaKey.factName(facts.key()), "entries/")) {
                  batch.delete(Table.META, facts.key());
                }
              }
            }
          });
    }
  };

  private static final int ENTRIES_AGAIN = 20;

  /** The bug called {@code name} on the command line of jepsen-tests/run. */
  static Bug named(String name) {
    return Arrays.stream(values())
        .filter(bug -> bug.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-').equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no bug is called " + name));
  }

  /** What the wire serves instead of {@code node}. */
  Node within(Node node) {
    return node;
  }

  void beforeOpening(Path data) throws IOException {}

  void afterClosing(Path data) throws IOException {}

  private interface Edit {
    void make(Engine.Snapshot snapshot, Batch batch);
  }

  private static void editStore(Path data, Edit edit) {
    Path store = data.resolve("keelson/store");
    if (!Files.exists(store)) {
      return;
    }
    try (Engine engine = RocksEngine.open(store, RocksOptions.small())) {
      Batch batch = new Batch();
      try (Engine.Snapshot snapshot = engine.snapshot()) {
        edit.make(snapshot, batch);
      }
      if (!batch.isEmpty()) {
        engine.commit(batch);
        engine.flush();
      }
    }
  }

  private static boolean startsWith(Bytes name, String beginning) {
    return new String(name.array(), StandardCharsets.UTF_8).startsWith(beginning);
  }

  /** Makes {@code to} the same as {@code from}, which need not exist. */
  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      List<Path> old;
      try (var walk = Files.walk(to)) {
        old = new ArrayList<>(walk.sorted(Comparator.reverseOrder()).toList());
      }
      for (Path path : old) {
        Files.delete(path);
      }
    }
    if (!Files.exists(from)) {
      return;
    }
    List<Path> all;
    try (var walk = Files.walk(from)) {
      all = walk.toList();
    }
    for (Path path : all) {
      Files.copy(path, to.resolve(from.relativize(path)));
    }
  }
}
