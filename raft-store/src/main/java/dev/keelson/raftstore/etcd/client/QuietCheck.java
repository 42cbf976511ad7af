package dev.keelson.raftstore.etcd.client;

import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.RangeQuery;
import dev.keelson.mvcc.RangeQuery.RevisionFilter;
import dev.keelson.mvcc.RangeQuery.SortOrder;
import dev.keelson.mvcc.RangeQuery.SortTarget;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.etcd.client.Calls.Safety;
import dev.keelson.raftstore.etcd.pb.KVGrpc;
import dev.keelson.raftstore.etcd.pb.RangeResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * For servers whose word on progress cannot be relied on: whether the keys of a watch still are
 * what they were when it was told of them last. If none was put since and they are as many, nothing
 * is to come (what was created and deleted again in between may be, and leaves all as it is).
 *
 * <p>It costs the server a walk over the keys, so at most a fifth of the time is spent with it.
 */
final class QuietCheck {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int PAUSE_FACTOR = 4;

  private final Calls calls;
  private final LongConsumer heard;

  QuietCheck(Calls calls, LongConsumer heard) {
    this.calls = calls;
    this.heard = heard;
  }

  /** Under the lane's lock. Returns at once. */
  void run(RemoteWatcher watcher, WatchLane lane, WatchStream stream) {
    long start = System.nanoTime();
    long known = watcher.progress();
    if (watcher.isChecked || known == 0 || start - watcher.checkNanos < 0) {
      return;
    }
    watcher.isChecked = true;
    CompletableFuture<Outcome<RangeResponse>> then =
        ask(RangeQuery.of(watcher.spec().range()).atRevision(known).onlyCount());
    RangeQuery changed =
        new RangeQuery(
            watcher.spec().range(),
            1,
            0,
            SortOrder.NONE,
            SortTarget.KEY,
            true,
            false,
            new RevisionFilter(known + 1, 0, 0, 0));
    ask(changed)
        .thenCombine(then, (now, before) -> new Found(now, before))
        .whenComplete((found, failure) -> done(watcher, lane, stream, start, found));
  }

  private record Found(Outcome<RangeResponse> now, Outcome<RangeResponse> before) {}

  private CompletableFuture<Outcome<RangeResponse>> ask(RangeQuery query) {
    return calls.call(
        KVGrpc.getRangeMethod(), Requests.range(query, false), Safety.REPEATABLE, LIMIT);
  }

  private void done(
      RemoteWatcher watcher,
      WatchLane lane,
      WatchStream stream,
      long start,
      @Nullable Found found) {
    boolean isTold = false;
    synchronized (lane) {
      long end = System.nanoTime();
      watcher.isChecked = false;
      watcher.checkNanos = end + (end - start) * PAUSE_FACTOR;
      if (found != null
          && found.now instanceof Outcome.Ok<RangeResponse>(RangeResponse now)
          && found.before instanceof Outcome.Ok<RangeResponse>(RangeResponse before)) {
        heard.accept(now.getHeader().getRevision());
        if (now.getKvsCount() == 0 && now.getCount() == before.getCount()) {
          isTold = watcher.reached(now.getHeader().getRevision());
        }
      } else if (found != null
          && found.before instanceof Outcome.Refused<RangeResponse>(Refusal.Compacted _)
          && lane.isCurrent(stream)
          && watcher.id != 0) {
        // It cannot be compared any more. A watch begun anew there is told so, or what came since.
        stream.cancel(watcher);
        stream.create(watcher);
      }
      if (watcher.wantsProgress()) {
        lane.remind(Math.max(1, (end - start) * PAUSE_FACTOR / 1_000_000));
      }
    }
    if (isTold) {
      WatchLane.wake(List.of(watcher));
    }
  }
}
