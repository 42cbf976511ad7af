package dev.keelson.jepsen.simulation;

import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.MetaKey;
import java.nio.charset.StandardCharsets;

/**
 * What may be wrong with the world around the product on purpose, to see that the checks would see
 * it. The product has no such switch.
 */
enum Bug {
  NONE,

  /** One barrier in twenty does not wait. */
  STALE_READ,

  /** A watcher loses a delivery now and then. */
  LOST_EVENT,

  /** After a start the newest revision is given once more. */
  REUSED_REVISION {
    @Override
    void edit(Engine.Snapshot found, Batch edit) {
      byte[] head = found.get(Table.META, MetaKey.HEAD);
      if (head != null && MetaKey.number(head) > 1) {
        edit.put(Table.META, MetaKey.HEAD, MetaKey.number(MetaKey.number(head) - 1));
      }
    }
  },

  /** After a crash a disk holds what it held when the process began, of store and log. */
  DROPPED_FSYNC,

  /** After a start the newest entries of the log are applied although they were applied before. */
  DOUBLE_APPLY {
    @Override
    void edit(Engine.Snapshot found, Batch edit) {
      byte[] at = found.get(Table.META, MetaKey.APPLIED);
      if (at == null) {
        return;
      }
      LogPosition applied = MetaKey.position(at);
      long before = Math.max(0, applied.index() - ENTRIES_AGAIN);
      edit.put(
          Table.META, MetaKey.APPLIED, MetaKey.position(new LogPosition(applied.term(), before)));
      // by these the store would know that it has seen them
      try (Engine.Cursor facts =
          found.scan(Table.META, MetaKey.firstFact(), MetaKey.afterFacts())) {
        while (facts.next()) {
          byte[] name = MetaKey.factName(facts.key()).array();
          if (new String(name, StandardCharsets.UTF_8).startsWith("entries/")) {
            edit.delete(Table.META, facts.key());
          }
        }
      }
    }
  },

  /** A batch that the disk acknowledged is not there. */
  DROPPED_WRITE;

  private static final int ENTRIES_AGAIN = 20;

  /** What is wrong with a store as soon as it is opened. */
  void edit(Engine.Snapshot found, Batch edit) {}

  Engine onDisk(Engine engine, Dice dice) {
    Batch edit = new Batch();
    try (Engine.Snapshot found = engine.snapshot()) {
      edit(found, edit);
    }
    if (!edit.isEmpty()) {
      engine.commit(edit);
    }
    return this == DROPPED_WRITE ? new ForgetfulEngine(engine, dice.split()) : engine;
  }
}
