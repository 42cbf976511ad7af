package dev.keelson.raftstore.consensus;

import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted;
import dev.keelson.raftstore.consensus.ReplicatedLog.NotCommitted.Why;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.impl.OrderedAsync;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;

/**
 * Read barriers, many to a round. A round is one linearizable read of Ratis with no query at its end: learn the leader's
 * commit index, vouched for by a lease or a majority, and wait until that is applied here. A barrier may ride only on a
 * round that begins after it was asked for; while as many rounds as allowed are under way, newcomers gather for the next.
 *
 * <p>A leader with a lease answers within the call, so it may run several rounds at once; a follower has one on the wire.
 */
final class ReadBarriers {
  private static final RaftClientRequest.Type READ = RaftClientRequest.readRequestType();
  private static final int LEADER_ROUNDS = 4;
  private static final int FOLLOWER_ROUNDS = 1;
  private static final long PAUSE_MILLIS = 5;

  private final RaftNode node;
  private final ScheduledExecutorService timer;
  private final long timeoutNanos;
  private final Set<Round> running = new HashSet<>();
  private @Nullable Round gathering;
  private volatile boolean closed;

  ReadBarriers(RaftNode node, ScheduledExecutorService timer, Duration timeout) {
    this.node = node;
    this.timer = timer;
    this.timeoutNanos = timeout.toNanos();
  }

  /** The future may be shared; nobody but this class may complete it. */
  CompletableFuture<Void> barrier() {
    Round mine;
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(new NotCommitted(Why.CLOSED, "read barrier", null));
      }
      if (running.size() >= allowed()) {
        Round next = gathering;
        if (next == null) {
          next = new Round();
          gathering = next;
        }
        return next.done.copy();
      }
      mine = new Round();
      running.add(mine);
    }
    mine.attempt();
    mine.guard();
    return mine.done;
  }

  private int allowed() {
    return node.leads() ? LEADER_ROUNDS : FOLLOWER_ROUNDS;
  }

  /** Another member leads: rounds that wait for the last one begin anew. */
  void leaderIs(RaftPeerId leader) {
    for (Round round : snapshot()) {
      round.leaderIs(leader);
    }
  }

  void close() {
    closed = true;
    Round waiting;
    synchronized (this) {
      waiting = gathering;
      gathering = null;
    }
    NotCommitted why = new NotCommitted(Why.CLOSED, "read barrier", null);
    if (waiting != null) {
      waiting.done.completeExceptionally(why);
    }
    for (Round round : snapshot()) {
      round.fail(why);
    }
  }

  private synchronized Set<Round> snapshot() {
    return Set.copyOf(running);
  }

  /** Lets those begin that have gathered meanwhile. */
  private void ended(Round round) {
    Round next = null;
    synchronized (this) {
      running.remove(round);
      if (gathering != null && !closed && running.size() < allowed()) {
        next = gathering;
        gathering = null;
        running.add(next);
      }
    }
    if (next != null) {
      Round begin = next;
      begin.attempt();
      begin.guard();
    }
  }

  private final class Round {
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int attempts;
    private boolean inFlight;
    private @Nullable RaftPeerId asked;
    private @Nullable Throwable lastFailure;

    void attempt() {
      int attempt;
      boolean possible;
      synchronized (this) {
        if (done.isDone() || inFlight) {
          return;
        }
        // A leader that is not ready does not know yet what was committed before it; alone, Ratis would not check.
        possible = node.leads() ? node.isReady() || !node.isAlone() : node.leader() != null;
        attempt = ++attempts;
        inFlight = possible;
        asked = node.leader();
      }
      if (!possible) {
        again(attempt);
        return;
      }
      RaftClientRequest request =
          node.request(
              node.self(), node.nextCallId(), OrderedAsync.DUMMY, READ, java.util.List.of());
      CompletableFuture<RaftClientReply> reply = node.submit(request);
      if (reply.isDone() && !reply.isCompletedExceptionally() && reply.join().isSuccess()) {
        succeed();
      } else {
        reply.whenComplete((r, e) -> settle(attempt, r, e));
      }
    }

    private void settle(int attempt, @Nullable RaftClientReply reply, @Nullable Throwable thrown) {
      if (reply != null && reply.isSuccess()) {
        succeed(); // of whatever attempt: each began after everybody on this round had asked
        return;
      }
      synchronized (this) {
        lastFailure =
            thrown != null ? LeaderCall.unwrapped(thrown) : reply == null ? null : reply.getException();
        if (attempt != attempts) {
          return;
        }
        inFlight = false;
      }
      again(attempt);
    }

    private void again(int attempt) {
      Runnable next =
          () -> {
            synchronized (this) {
              if (attempt != attempts) {
                return;
              }
            }
            attempt();
          };
      try {
        timer.schedule(next, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        fail(new NotCommitted(Why.CLOSED, "read barrier", e));
      }
    }

    void leaderIs(RaftPeerId leader) {
      synchronized (this) {
        if (inFlight && leader.equals(asked)) {
          return;
        }
        inFlight = false;
      }
      attempt();
    }

    /** Bounds the wait, if there still is one. */
    void guard() {
      if (done.isDone()) {
        return;
      }
      try {
        var bound = timer.schedule(this::expire, timeoutNanos, TimeUnit.NANOSECONDS);
        done.whenComplete((_, _) -> bound.cancel(false));
      } catch (RejectedExecutionException e) {
        fail(new NotCommitted(Why.CLOSED, "read barrier", e));
      }
    }

    private void expire() {
      boolean waiting;
      Throwable cause;
      synchronized (this) {
        waiting = inFlight;
        cause = lastFailure;
      }
      fail(new NotCommitted(waiting ? Why.TIMEOUT : Why.NO_LEADER, "read barrier", cause));
    }

    private void succeed() {
      if (!done.isDone()) {
        ended(this);
        done.complete(null);
      }
    }

    private void fail(NotCommitted why) {
      if (!done.isDone()) {
        ended(this);
        done.completeExceptionally(why);
      }
    }
  }
}
