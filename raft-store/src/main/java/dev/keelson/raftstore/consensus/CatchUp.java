package dev.keelson.raftstore.consensus;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits until an index is applied here, and sees to it that a follower hears of what is committed:
 * if somebody waits and nothing moves, it tells the leader that it is behind (see {@link
 * Appenders#isBehind}). The same for a member with an empty log, for which nobody waits yet.
 */
final class CatchUp {
  /** Without progress for so long, a follower asks; doubled each time up to the maximum. */
  private static final long FIRST_MILLIS = 3;

  private static final long MAX_MILLIS = 100;

  /** A log that is still empty so long after a leader is known has been taken away. */
  private static final long EMPTY_MILLIS = 300;

  private final RaftNode node;
  private final AppliedWaits applied;
  private final LeaderQuestions questions;
  private final ScheduledExecutorService timer;
  private final AtomicBoolean looking = new AtomicBoolean();

  CatchUp(
      RaftNode node,
      AppliedWaits applied,
      LeaderQuestions questions,
      ScheduledExecutorService timer) {
    this.node = node;
    this.applied = applied;
    this.questions = questions;
    this.timer = timer;
  }

  /** As {@link AppliedWaits#reach}. */
  CompletableFuture<Void> to(long index) {
    CompletableFuture<Void> reached = applied.reach(index);
    if (!reached.isDone() && !node.leads() && looking.compareAndSet(false, true)) {
      lookLater(applied.reached(), FIRST_MILLIS);
    }
    return reached;
  }

  private void lookLater(long appliedBefore, long millis) {
    later(() -> look(appliedBefore, millis), millis);
  }

  private void look(long appliedBefore, long millis) {
    if (!applied.isAwaited() || node.leads()) {
      looking.set(false);
      if (applied.isAwaited() && !node.leads() && looking.compareAndSet(false, true)) {
        lookLater(applied.reached(), FIRST_MILLIS);
      }
      return;
    }
    long now = applied.reached();
    if (now > appliedBefore) {
      lookLater(now, FIRST_MILLIS);
    } else {
      questions.isBehind(node.nextIndex());
      lookLater(now, Math.min(MAX_MILLIS, 2 * millis));
    }
  }

  /** Once, after the start: goes on until the log holds something. */
  void watchEmptyLog() {
    later(
        () -> {
          if (node.nextIndex() > 0) {
            return;
          }
          if (node.leader() != null && !node.leads()) {
            questions.isBehind(0);
          }
          watchEmptyLog();
        },
        EMPTY_MILLIS);
  }

  private void later(Runnable task, long millis) {
    try {
      timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // closed: nobody waits any more
    }
  }
}
