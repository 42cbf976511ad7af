package dev.keelson.mvcc.watch;

import dev.keelson.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A history in memory. A fresh one stands at revision 1. */
final class RememberedHistory implements History {
  private final ConcurrentSkipListMap<Long, EventBatch> batches = new ConcurrentSkipListMap<>();
  private volatile long head = 1;
  private volatile long floor;
  private volatile boolean broken;
  private final AtomicInteger reads = new AtomicInteger();

  void add(EventBatch batch) {
    batches.put(batch.revision(), batch);
    head = batch.revision();
  }

  void compact(long revision) {
    floor = revision;
  }

  long floor() {
    return floor;
  }

  void setBroken(boolean now) {
    broken = now;
  }

  int reads() {
    return reads.get();
  }

  /** As another member has it: what a snapshot brings. */
  RememberedHistory copy() {
    RememberedHistory copy = new RememberedHistory();
    copy.batches.putAll(batches);
    copy.head = head;
    copy.floor = floor;
    return copy;
  }

  List<EventBatch> between(long from, long through) {
    if (from > through) {
      return List.of();
    }
    return List.copyOf(batches.subMap(from, true, through, true).values());
  }

  @Override
  public long head() {
    return head;
  }

  @Override
  public Slice read(KeyRange range, long from, int maxRevisions, long maxBytes, boolean previous) {
    reads.incrementAndGet();
    if (broken) {
      throw new IllegalStateException("history is closed");
    }
    if (from < floor) {
      return new Slice.Compacted(floor);
    }
    List<EventBatch> found = new ArrayList<>();
    long readThrough = from - 1;
    long bytes = 0;
    int revisions = 0;
    for (Map.Entry<Long, EventBatch> entry : batches.tailMap(from, true).entrySet()) {
      if (revisions == maxRevisions || (revisions > 0 && bytes >= maxBytes)) {
        break;
      }
      revisions++;
      readThrough = entry.getKey();
      List<Event> events = new ArrayList<>();
      for (Event event : entry.getValue().events()) {
        if (range.contains(event.kv().key())) {
          bytes += event.kv().encoded().length;
          events.add(previous ? event : new Event(event.revision(), event.kv(), Optional.empty()));
        }
      }
      if (!events.isEmpty()) {
        found.add(new EventBatch(entry.getKey(), events));
      }
    }
    return new Slice.Read(found, readThrough);
  }
}
