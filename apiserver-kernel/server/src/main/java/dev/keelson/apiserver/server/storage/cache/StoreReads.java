package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.storage.StoreCalls;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.KvStore.Consistency;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeResult;
import dev.keelson.mvcc.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the cache asks the store for: which revision is the newest, and all pairs of a range. Any
 * thread; blocks.
 */
final class StoreReads {
  /** Pairs read at once. */
  private static final int PAGE = 2_000;

  /** Any key will do: only the revision counts. */
  private static final RangeQuery NOTHING = RangeQuery.key(Bytes.of("/registry/")).onlyCount();

  private final KvStore store;
  private final Object lock = new Object();

  /** Guarded by the lock: the question under way, and the one that begins after it. */
  private @Nullable CompletableFuture<Outcome<Long>> asked;

  private @Nullable CompletableFuture<Outcome<Long>> next;

  StoreReads(KvStore store) {
    this.store = store;
  }

  KvStore store() {
    return store;
  }

  /**
   * A revision that no write acknowledged before this call is above. Who asks while the store is
   * being asked shares the next question.
   */
  long newestRevision() {
    return StoreCalls.awaitRead(this::ask);
  }

  private CompletableFuture<Outcome<Long>> ask() {
    CompletableFuture<Outcome<Long>> mine;
    synchronized (lock) {
      if (asked != null) {
        if (next == null) {
          next = new CompletableFuture<>();
        }
        return next;
      }
      asked = mine = new CompletableFuture<>();
    }
    put(mine);
    return mine;
  }

  private void put(CompletableFuture<Outcome<Long>> question) {
    store
        .range(NOTHING, Consistency.LINEARIZABLE)
        .whenComplete(
            (outcome, failure) -> {
              CompletableFuture<Outcome<Long>> following;
              synchronized (lock) {
                asked = following = next;
                next = null;
              }
              if (outcome != null) {
                question.complete(outcome.map(RangeResult::revision));
              } else {
                question.completeExceptionally(failure);
              }
              if (following != null) {
                put(following);
              }
            });
  }

  /** Whether history at that revision may still be read. */
  boolean isReadable(long revision) {
    Outcome<RangeResult> outcome =
        StoreCalls.readOutcome(
            () -> store.range(NOTHING.atRevision(revision), Consistency.SERIALIZABLE));
    return !(outcome instanceof Outcome.Refused<RangeResult>(Refusal.Compacted _));
  }

  /** The pair of one key, as it is now, and nothing older. */
  Optional<KeyValue> newest(Bytes key) {
    return StoreCalls.awaitRead(() -> store.range(RangeQuery.key(key), Consistency.LINEARIZABLE))
        .kvs()
        .stream()
        .findFirst();
  }

  /**
   * @param revision at which it was read
   * @param count of all keys in the range
   */
  record Read(long revision, long count) {}

  /**
   * Pairs in key order, at one revision, until {@code each} says no.
   *
   * @param revision 0: the newest
   * @param wanted how many, about; 0: all
   * @throws ApiFailure as {@link StoreCalls}; 410 where the revision is compacted
   */
  Read walk(KeyRange range, long revision, long wanted, Predicate<KeyValue> each) {
    long count = -1;
    long at = revision;
    int page = wanted > 0 ? (int) Math.min(wanted + 1, PAGE) : PAGE;
    for (KeyRange rest = range; ; ) {
      RangeQuery query = RangeQuery.of(rest).withLimit(page).atRevision(at);
      // A revision that is known was applied here before, or will be refused as future.
      Consistency consistency = count < 0 ? Consistency.LINEARIZABLE : Consistency.SERIALIZABLE;
      Outcome<RangeResult> outcome = StoreCalls.readOutcome(() -> store.range(query, consistency));
      if (outcome instanceof Outcome.Refused<RangeResult>(Refusal why)) {
        if (why == Refusal.Plain.ANSWER_TOO_LARGE && page > 1) {
          page = page / 4 + 1;
          continue;
        }
        throw new ApiFailure(StoreCalls.status(why));
      }
      RangeResult found = ((Outcome.Ok<RangeResult>) outcome).value();
      if (count < 0) {
        count = found.count();
        at = at == 0 ? found.revision() : at;
      }
      List<KeyValue> pairs = found.kvs();
      for (KeyValue pair : pairs) {
        if (!each.test(pair)) {
          return new Read(at, count);
        }
      }
      if (!found.more() || pairs.isEmpty()) {
        return new Read(at, count);
      }
      page = Math.min(page * 2, PAGE);
      rest = new KeyRange(pairs.getLast().key().next(), range.end());
    }
  }
}
