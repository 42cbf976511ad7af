package dev.keelson.raftstore;

import dev.keelson.raftstore.RaftStoreConfig.AutoCompaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Decides which revision to compact when nobody asks (rule 18); whoever owns it calls {@link #next}
 * every {@link #interval} and, on the leader, proposes what it says. Not thread-safe: one timer.
 *
 * <p>Periodic: revisions are sampled ten times a period (ten times an hour for longer ones); the
 * oldest sample of a full period is compacted every period, at most hourly. Revision mode: every
 * five minutes, all but the newest so many.
 */
final class AutoCompactor {
  private static final Duration REVISION_INTERVAL = Duration.ofMinutes(5);

  private final AutoCompaction mode;
  private final LongSupplier nanos;
  private final Deque<Long> samples = new ArrayDeque<>();
  private long lastDone;
  private long lastRevision;
  private boolean first = true;

  AutoCompactor(AutoCompaction mode, LongSupplier nanos) {
    this.mode = mode;
    this.nanos = nanos;
    this.lastDone = nanos.getAsLong();
  }

  Duration interval() {
    return switch (mode) {
      case AutoCompaction.Off() -> Duration.ofHours(1);
      case AutoCompaction.Periodic(Duration retention) -> hourAtMost(retention).dividedBy(10);
      case AutoCompaction.Revisions(long _) -> REVISION_INTERVAL;
    };
  }

  /** {@code head}: the newest revision now. Empty = not this time. */
  OptionalLong next(long head) {
    return switch (mode) {
      case AutoCompaction.Off() -> OptionalLong.empty();
      case AutoCompaction.Revisions(long retention) -> unlessDone(head - retention);
      case AutoCompaction.Periodic(Duration retention) -> periodic(head, retention);
    };
  }

  /** The compaction that {@link #next} asked for is done, by us or by another. */
  void done(long revision) {
    lastRevision = revision;
    lastDone = nanos.getAsLong();
    first = false;
  }

  private OptionalLong periodic(long head, Duration retention) {
    samples.addLast(head);
    if (samples.size() > retention.dividedBy(interval()) + 1) {
      samples.removeFirst();
    }
    Duration since = Duration.ofNanos(nanos.getAsLong() - lastDone);
    Duration wait = first ? retention : hourAtMost(retention);
    return since.compareTo(wait) < 0 ? OptionalLong.empty() : unlessDone(samples.getFirst());
  }

  private OptionalLong unlessDone(long revision) {
    return revision <= 0 || revision == lastRevision
        ? OptionalLong.empty()
        : OptionalLong.of(revision);
  }

  private static Duration hourAtMost(Duration period) {
    return period.compareTo(Duration.ofHours(1)) > 0 ? Duration.ofHours(1) : period;
  }
}
