package dev.keelson.mvcc.read;

import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.Revision;
import dev.keelson.mvcc.engine.Engine;
import dev.keelson.mvcc.engine.Table;
import dev.keelson.mvcc.key.HistoryKey;
import dev.keelson.mvcc.key.HistoryRecord;
import dev.keelson.mvcc.watch.Event;
import dev.keelson.mvcc.watch.EventBatch;
import dev.keelson.mvcc.watch.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the past in the order of its revisions: one sequential scan of HISTORY, one get more for
 * each previous pair. Each read opens its own view, so it sees head as of now.
 */
public final class HistoryReader implements History {
  private final Supplier<StoreView> views;

  public HistoryReader(Supplier<StoreView> views) {
    this.views = views;
  }

  @Override
  public long head() {
    try (StoreView view = views.get()) {
      return view.revision();
    }
  }

  @Override
  public Slice read(KeyRange range, long from, int maxRevisions, long maxBytes, boolean previous) {
    try (StoreView view = views.get()) {
      if (from < view.compactedRevision()) {
        return new Slice.Compacted(view.compactedRevision());
      }
      if (from > view.revision()) {
        return new Slice.Read(List.of(), from - 1);
      }
      return new Scan(view.generation(), range, previous).read(from, maxRevisions, maxBytes);
    }
  }

  /** One read: collects matching events revision by revision. */
  private static final class Scan {
    private final Generation generation;
    private final KeyRange range;
    private final boolean previous;
    private final List<EventBatch> batches = new ArrayList<>();
    private List<Event> events = new ArrayList<>();

    Scan(Generation generation, KeyRange range, boolean previous) {
      this.generation = generation;
      this.range = range;
      this.previous = previous;
    }

    Slice read(long from, int maxRevisions, long maxBytes) {
      long reading = 0;
      int revisions = 0;
      long bytes = 0;
      try (Engine.Cursor cursor =
          generation.snapshot().scan(Table.HISTORY, HistoryKey.startOf(from), null)) {
        while (cursor.next()) {
          byte[] key = cursor.key();
          if (HistoryKey.main(key) != reading) {
            finish(reading);
            if (revisions > 0 && (revisions >= maxRevisions || bytes >= maxBytes)) {
              return new Slice.Read(batches, HistoryKey.main(key) - 1);
            }
            reading = HistoryKey.main(key);
            revisions++;
          }
          byte[] stored = cursor.value();
          bytes += key.length + stored.length;
          HistoryRecord record = HistoryRecord.parse(stored);
          if (record.isIn(range)) {
            events.add(event(key, record));
          }
        }
      }
      finish(reading);
      return new Slice.Read(batches, generation.head());
    }

    private void finish(long revision) {
      if (!events.isEmpty()) {
        batches.add(new EventBatch(revision, events));
        events = new ArrayList<>();
      }
    }

    private Event event(byte[] key, HistoryRecord record) {
      KeyValue pair = record.pair(key);
      long main = HistoryKey.main(key);
      return new Event(
          new Revision(main, HistoryKey.sub(key)),
          pair,
          previous ? before(main, pair, record) : Optional.empty());
    }

    /**
     * The pair as it was before revision {@code main}; a created key has none. Where this revision
     * changed the key before, that is what the first of its changes tells. The pair before a change
     * at the floor is compacted, whether it is already gone from the disk or not (rule 35).
     */
    private Optional<KeyValue> before(long main, KeyValue pair, HistoryRecord record) {
      if (!record.hasPrevious() || main <= generation.floor()) {
        return Optional.empty();
      }
      if (record.prevMain() == main) {
        return events.stream()
            .filter(earlier -> earlier.kv().key().equals(pair.key()))
            .findFirst()
            .flatMap(Event::previous);
      }
      byte[] key = HistoryKey.put(record.prevMain(), record.prevSub());
      byte[] stored = generation.snapshot().get(Table.HISTORY, key);
      return stored == null ? Optional.empty() : Optional.of(HistoryRecord.parse(stored).pair(key));
    }
  }
}
