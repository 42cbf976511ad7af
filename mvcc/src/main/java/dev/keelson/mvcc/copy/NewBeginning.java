package dev.keelson.mvcc.copy;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.LogPosition;
import dev.keelson.mvcc.engine.Batch;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.HistoryRecord;
import dev.keelson.mvcc.key.IndexKey;
import dev.keelson.mvcc.key.MetaKey;
import java.util.function.Predicate;

/**
 * Makes a store that has lived in one log the beginning of another, where it lies: nothing is
 * copied. Keys, history and leases stay.
 */
public final class NewBeginning {
  private NewBeginning() {}

  /**
   * Durable when it returns. The engine is of a store that was closed.
   *
   * @param position at which the new log begins
   * @param kept names of the facts that go along; others were about the log before
   * @param bump how far the revision moves on, all before it counting as compacted; 0 = not at all
   */
  public static void make(Engine engine, LogPosition position, Predicate<Bytes> kept, long bump) {
    Batch batch = new Batch();
    try (Engine.Snapshot before = engine.snapshot()) {
      try (Engine.Cursor facts =
          before.scan(Table.META, MetaKey.firstFact(), MetaKey.afterFacts())) {
        while (facts.next()) {
          if (!kept.test(MetaKey.factName(facts.key()))) {
            batch.delete(Table.META, facts.key());
          }
        }
      }
      batch.put(Table.META, MetaKey.APPLIED, MetaKey.position(position));
      if (bump > 0) {
        long revision = Math.addExact(number(before, MetaKey.HEAD, 1), bump);
        byte[] mark = HistoryKey.put(revision, 0);
        batch.put(Table.HISTORY, mark, HistoryRecord.encode(0, 0, 0, new byte[0]));
        batch.put(Table.INDEX, IndexKey.of(new byte[0], revision, 0), IndexKey.PUT);
        batch.put(Table.META, MetaKey.HEAD, MetaKey.number(revision));
        batch.put(Table.META, MetaKey.FLOOR, MetaKey.number(revision));
        long bytes = number(before, MetaKey.BYTES_ADDED, 0) + mark.length;
        batch.put(Table.META, MetaKey.BYTES_ADDED, MetaKey.number(bytes));
      }
    }
    engine.commit(batch);
    engine.flush();
  }

  private static long number(Engine.Snapshot snapshot, byte[] name, long otherwise) {
    byte[] value = snapshot.get(Table.META, name);
    return value == null ? otherwise : MetaKey.number(value);
  }
}
