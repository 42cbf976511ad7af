package dev.keelson.raftstore;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import java.util.concurrent.Executor;

/** Carries out what an {@link AutoCompactor} decides, while this member leads. */
final class CompactionTimer {
  private final AutoCompactor decides;
  private final KvStore kv;
  private final ReplicatedLog log;
  private final Executor timer;

  /** {@code timer}: the thread that calls {@link #look}. */
  CompactionTimer(AutoCompactor decides, KvStore kv, ReplicatedLog log, Executor timer) {
    this.decides = decides;
    this.kv = kv;
    this.log = log;
    this.timer = timer;
  }

  /** Every {@link AutoCompactor#interval}. */
  void look() {
    decides
        .next(kv.revision())
        .ifPresent(
            revision -> {
              if (log.leadership().leading()) {
                kv.submit(new Command.Compact(revision))
                    .thenAccept(outcome -> note(revision, outcome));
              }
            });
  }

  private void note(long revision, Outcome<Long> outcome) {
    boolean gone =
        outcome instanceof Outcome.Ok<Long>
            || outcome instanceof Outcome.Refused<Long>(Refusal.Compacted _);
    if (gone) {
      timer.execute(() -> decides.done(revision));
    }
  }
}
