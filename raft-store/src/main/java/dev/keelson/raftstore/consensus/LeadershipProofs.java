package dev.keelson.raftstore.consensus;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.jspecify.annotations.Nullable;

/**
 * What this member, leading, can say about the commit index: by its {@link LeaderLease} at once,
 * without one by an empty entry that everybody waiting shares. While reads come, the lease is
 * renewed behind them when half of it is over; nobody asks, nothing is written.
 */
final class LeadershipProofs {
  /** Of {@link #vouchedNow} and {@link #vouched}: this member cannot say so now. */
  static final long NOT_LEADING = -1;

  private static final RaftClientRequest.Type WRITE = RaftClientRequest.writeRequestType();

  private final RaftNode node;
  private final LeaderLease lease;
  private final long renewalPauseNanos;
  private final AtomicLong renewedNanos;
  private @Nullable CompletableFuture<Long> underWay;
  private @Nullable CompletableFuture<Long> next;

  LeadershipProofs(RaftNode node, LeaderLease lease, LogConfig config) {
    this.node = node;
    this.lease = lease;
    this.renewalPauseNanos = config.electionTimeout().toNanos() / 10;
    this.renewedNanos = new AtomicLong(System.nanoTime() - renewalPauseNanos);
  }

  /**
   * An index that covers all that was acknowledged anywhere before the call, or {@link
   * #NOT_LEADING}.
   *
   * <p>The lease is looked at first and the index read afterwards: at the time of the look nobody
   * else could have committed anything, and a lease of this term is only there once an entry of
   * this term is applied, hence all before it.
   */
  long vouchedNow() {
    if (node.isAlone()) {
      return node.isReady() ? node.committed() : NOT_LEADING;
    }
    long now = System.nanoTime();
    if (!lease.isValid(node.term(), now)) {
      return NOT_LEADING;
    }
    if (lease.isHalfOver(now)) {
      renew(now);
    }
    return node.committed();
  }

  /**
   * The same, if need be after one entry; {@link #NOT_LEADING} if that does not come through. Never
   * fails.
   */
  CompletableFuture<Long> vouched() {
    long index = vouchedNow();
    return index == NOT_LEADING ? afterNextEntry() : CompletableFuture.completedFuture(index);
  }

  private void renew(long nowNanos) {
    long last = renewedNanos.get();
    if (nowNanos - last > renewalPauseNanos && renewedNanos.compareAndSet(last, nowNanos)) {
      synchronized (this) {
        if (underWay != null) {
          return;
        }
      }
      afterNextEntry();
    }
  }

  /**
   * After an entry that is made after this call: one that is under way already proves nothing about
   * now.
   */
  private CompletableFuture<Long> afterNextEntry() {
    CompletableFuture<Long> mine = new CompletableFuture<>();
    synchronized (this) {
      if (underWay != null) {
        if (next == null) {
          next = mine;
        }
        return next;
      }
      underWay = mine;
    }
    prove(mine);
    return mine;
  }

  private void prove(CompletableFuture<Long> waiting) {
    LocalEntry empty = LocalEntry.empty();
    node.submit(node.request(node.self(), node.nextCallId(), empty, WRITE, List.of()))
        .whenComplete((reply, thrown) -> ended(waiting, reply, thrown));
  }

  private void ended(
      CompletableFuture<Long> waiting,
      @Nullable RaftClientReply reply,
      @Nullable Throwable thrown) {
    boolean applied = thrown == null && reply != null && reply.isSuccess();
    long index = applied ? node.committed() : NOT_LEADING;
    CompletableFuture<Long> following;
    synchronized (this) {
      following = next;
      underWay = following;
      next = null;
    }
    waiting.complete(index);
    if (following != null) {
      follow(following);
    }
  }

  /**
   * Those that came meanwhile: the entry they did not wait for may have brought a lease that holds
   * for them too.
   */
  private void follow(CompletableFuture<Long> following) {
    if (lease.isValid(node.term(), System.nanoTime())) {
      CompletableFuture<Long> later;
      long index = node.committed();
      synchronized (this) {
        later = next;
        underWay = later;
        next = null;
      }
      following.complete(index);
      if (later != null) {
        prove(later);
      }
    } else {
      prove(following);
    }
  }
}
