package dev.keelson.raftstore;

import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;

/** A view whose ranges are counted. */
record CountedView(ReadView view, LongAdder ranges) implements ReadView {
  @Override
  public Outcome<RangeResult> range(RangeQuery query, LongPredicate room) {
    ranges.increment();
    return view.range(query, room);
  }

  @Override
  public Outcome<KeyCursor> scan(KeyRange range, long revision) {
    ranges.increment();
    return view.scan(range, revision);
  }

  @Override
  public long revision() {
    return view.revision();
  }

  @Override
  public long compactedRevision() {
    return view.compactedRevision();
  }

  @Override
  public long count(KeyRange range) {
    return view.count(range);
  }

  @Override
  public Outcome<HashKv> hashKv(long revision) {
    return view.hashKv(revision);
  }

  @Override
  public void close() {
    view.close();
  }
}
