package dev.keelson.raftstore.etcd.client;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.ReadView;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.etcd.client.Calls.Safety;
import dev.keelson.raftstore.etcd.pb.HashKVRequest;
import dev.keelson.raftstore.etcd.pb.MaintenanceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Reads at one revision, in pages. Holds nothing at the cluster: if that forgets the revision, what
 * is read then is refused as compacted. Blocks on the wire.
 */
final class RemoteView implements ReadView {
  private static final int PAGE = 1_000;
  private static final Duration HASH_LIMIT = Duration.ofMinutes(5);

  private final KvStore store;
  private final Calls calls;
  private final long head;
  private final LongSupplier floor;

  RemoteView(KvStore store, Calls calls, long head, LongSupplier floor) {
    this.store = store;
    this.calls = calls;
    this.head = head;
    this.floor = floor;
  }

  @Override
  public long revision() {
    return head;
  }

  /** As far as it was heard of here. */
  @Override
  public long compactedRevision() {
    return floor.getAsLong();
  }

  private long at(long revision) {
    return revision > 0 ? revision : head;
  }

  private Outcome<RangeResult> read(RangeQuery query) {
    return joined(
        store.range(query.atRevision(at(query.revision())), KvStore.Consistency.SERIALIZABLE));
  }

  private static <T> T joined(CompletableFuture<T> answer) {
    return answer.join();
  }

  @Override
  public Outcome<RangeResult> range(RangeQuery query, LongPredicate room) {
    if (query.countOnly() || !query.isInKeyOrder() || !query.filter().isNone()) {
      return within(read(query), room);
    }
    List<KeyValue> kept = new ArrayList<>();
    long count = -1;
    int page = PAGE;
    for (KeyRange rest = query.range(); ; ) {
      long left = query.limit() == 0 ? page : Math.min(page, query.limit() - kept.size());
      RangeQuery part =
          new RangeQuery(
              rest,
              left,
              query.revision(),
              query.order(),
              query.target(),
              query.keysOnly(),
              false,
              query.filter());
      Outcome<RangeResult> answer = read(part);
      if (!(answer instanceof Outcome.Ok<RangeResult>(RangeResult found))) {
        if (isTooLarge(answer) && page > 1) {
          page = page / 4 + 1;
          continue;
        }
        return answer;
      }
      for (KeyValue pair : found.kvs()) {
        if (!room.test(pair.encoded().length)) {
          return Outcome.refused(Refusal.Plain.ANSWER_TOO_LARGE);
        }
        kept.add(pair);
      }
      count = count < 0 ? found.count() : count;
      boolean isFull = query.limit() != 0 && kept.size() >= query.limit();
      if (!found.more() || found.kvs().isEmpty() || isFull) {
        return Outcome.ok(new RangeResult(head, kept, found.more(), count));
      }
      rest = after(found.kvs().getLast().key(), query.range());
    }
  }

  private static Outcome<RangeResult> within(Outcome<RangeResult> answer, LongPredicate room) {
    if (answer instanceof Outcome.Ok<RangeResult>(RangeResult found)) {
      for (KeyValue pair : found.kvs()) {
        if (!room.test(pair.encoded().length)) {
          return Outcome.refused(Refusal.Plain.ANSWER_TOO_LARGE);
        }
      }
    }
    return answer;
  }

  private static boolean isTooLarge(Outcome<RangeResult> answer) {
    return answer instanceof Outcome.Refused<RangeResult>(Refusal why)
        && why == Refusal.Plain.ANSWER_TOO_LARGE;
  }

  private static KeyRange after(Bytes key, KeyRange range) {
    return new KeyRange(key.next(), range.end());
  }

  /** Throws Outcome.RefusedException where it is refused. */
  @Override
  public long count(KeyRange range) {
    return read(RangeQuery.of(range).onlyCount()).orThrow().count();
  }

  @Override
  public Outcome<KeyCursor> scan(KeyRange range, long revision) {
    RangeQuery first = RangeQuery.of(range).withLimit(PAGE).atRevision(revision);
    return range(first).map(found -> new PagedCursor(range, revision, found));
  }

  @Override
  public Outcome<HashKv> hashKv(long revision) {
    return joined(
            calls.call(
                MaintenanceGrpc.getHashKVMethod(),
                HashKVRequest.newBuilder().setRevision(at(revision)).build(),
                Safety.REPEATABLE,
                HASH_LIMIT))
        .map(
            r ->
                new HashKv(
                    r.getHash(),
                    r.getHeader().getRevision(),
                    r.getHashRevision() == 0 ? at(revision) : r.getHashRevision(),
                    r.getCompactRevision()));
  }

  /** There is nothing to give back. */
  @Override
  public void close() {}

  /** Page after page. A page that is refused ends it with Outcome.RefusedException. */
  private final class PagedCursor implements KeyCursor {
    private final KeyRange range;
    private final long revision;
    private Iterator<KeyValue> page;
    private boolean hasMore;
    private KeyValue current = KeyValue.tombstone(Bytes.EMPTY, 0);

    PagedCursor(KeyRange range, long revision, RangeResult first) {
      this.range = range;
      this.revision = revision;
      this.page = first.kvs().iterator();
      this.hasMore = first.more();
    }

    @Override
    public boolean advance() {
      if (!page.hasNext() && hasMore) {
        RangeQuery next =
            RangeQuery.of(after(current.key(), range)).withLimit(PAGE).atRevision(revision);
        RangeResult found = range(next).orThrow();
        page = found.kvs().iterator();
        hasMore = found.more();
      }
      if (!page.hasNext()) {
        return false;
      }
      current = page.next();
      return true;
    }

    @Override
    public KeyValue current() {
      return current;
    }

    @Override
    public void close() {}
  }
}
