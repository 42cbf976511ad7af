package dev.keelson.raftstore.lease;

import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When each lease runs out, as only the leader knows it: turns expiry into proposed revocations
 * (rule 42). A follower's clock is empty and answers nothing.
 *
 * <p>Deadlines are kept in a concurrent map, because grants and revocations arrive on the apply
 * thread, renewals on any thread, ticks on a timer; one lease's deadline is replaced whole, never
 * changed. Time is monotonic and injected.
 */
public final class LeaseClock {
  /** How often {@link #tick} wants to be called. */
  public static final Duration TICK = Duration.ofMillis(500);

  /** Most revocations a tick proposes: 1,000 a second, as etcd. */
  static final int REVOKES_PER_TICK = 500;

  /** Remaining times are put into the log this often, for leases longer than that. */
  static final Duration CHECKPOINT_INTERVAL = Duration.ofMinutes(5);

  static final int CHECKPOINT_BATCH = 1000;

  /** Where decisions of the clock go. */
  public interface Proposer {
    void propose(Command<?> command);
  }

  private record Deadline(long ttl, long atNanos, boolean revoking) {
    boolean isDue(long now) {
      return atNanos - now <= 0;
    }

    /** Whole seconds, rounded down (rule 44); 0 once due. */
    long secondsLeft(long now) {
      return Math.max(0, Duration.ofNanos(atNanos - now).toSeconds());
    }
  }

  private final LongSupplier nanos;
  private final Proposer proposer;
  private final Map<Long, Deadline> deadlines = new ConcurrentHashMap<>();
  private volatile boolean leading;
  private long lastCheckpoint;

  public LeaseClock(LongSupplier nanos, Proposer proposer) {
    this.nanos = nanos;
    this.proposer = proposer;
  }

  /**
   * This member leads now: every lease gets its remaining time, and {@code grace} for the time
   * without a leader.
   */
  public void startLeading(Collection<LeaseRecord> leases, Duration grace) {
    long now = nanos.getAsLong();
    for (LeaseRecord lease : leases) {
      long left = lease.remaining() > 0 ? lease.remaining() : lease.ttl();
      deadlines.put(lease.id(), deadline(lease.ttl(), now, left, grace));
    }
    lastCheckpoint = now;
    leading = true;
  }

  public void stopLeading() {
    leading = false;
    deadlines.clear();
  }

  /** Apply thread: the grant is in the log. */
  public void granted(long id, long ttl) {
    if (leading) {
      deadlines.put(id, deadline(ttl, nanos.getAsLong(), ttl, Duration.ZERO));
    }
  }

  /** Apply thread: the lease is gone. */
  public void revoked(long id) {
    deadlines.remove(id);
  }

  /** Renews and answers the granted TTL, or 0: unknown, or due and about to be revoked. */
  public long keepAlive(long id) {
    long now = nanos.getAsLong();
    Deadline renewed =
        deadlines.computeIfPresent(
            id,
            (_, old) ->
                old.revoking() || old.isDue(now)
                    ? old
                    : deadline(old.ttl(), now, old.ttl(), Duration.ZERO));
    return renewed == null || renewed.revoking() || renewed.isDue(now) ? 0 : renewed.ttl();
  }

  /** Whole seconds left; empty where the clock does not know the lease. */
  public OptionalLong secondsLeft(long id) {
    Deadline deadline = deadlines.get(id);
    return deadline == null
        ? OptionalLong.empty()
        : OptionalLong.of(deadline.secondsLeft(nanos.getAsLong()));
  }

  /**
   * Proposes what is due: revocations, soonest first, and from time to time the remaining times.
   * Timer thread.
   */
  public void tick() {
    if (!leading) {
      return;
    }
    long now = nanos.getAsLong();
    due(now).forEach(id -> revoke(id, now));
    if (now - lastCheckpoint >= CHECKPOINT_INTERVAL.toNanos()) {
      lastCheckpoint = now;
      checkpoint(now);
    }
  }

  /** A revocation did not come through: it is due again at the next tick. */
  public void revocationFailed(long id) {
    deadlines.computeIfPresent(id, (_, old) -> new Deadline(old.ttl(), old.atNanos(), false));
  }

  private List<Long> due(long now) {
    return deadlines.entrySet().stream()
        .filter(entry -> !entry.getValue().revoking() && entry.getValue().isDue(now))
        .sorted(Comparator.comparingLong(entry -> entry.getValue().atNanos() - now))
        .limit(REVOKES_PER_TICK)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void revoke(long id, long now) {
    Deadline marked =
        deadlines.computeIfPresent(
            id, (_, old) -> old.isDue(now) ? new Deadline(old.ttl(), old.atNanos(), true) : old);
    if (marked != null && marked.revoking()) {
      proposer.propose(new Command.LeaseRevoke(id));
    }
  }

  private void checkpoint(long now) {
    Map<Long, Long> batch = new HashMap<>();
    for (Map.Entry<Long, Deadline> entry : deadlines.entrySet()) {
      Deadline deadline = entry.getValue();
      if (deadline.ttl() > CHECKPOINT_INTERVAL.toSeconds() && !deadline.isDue(now)) {
        batch.put(entry.getKey(), Math.max(1, deadline.secondsLeft(now)));
        if (batch.size() == CHECKPOINT_BATCH) {
          proposer.propose(new Command.LeaseCheckpoint(batch));
          batch = new HashMap<>();
        }
      }
    }
    if (!batch.isEmpty()) {
      proposer.propose(new Command.LeaseCheckpoint(batch));
    }
  }

  private static Deadline deadline(long ttl, long now, long seconds, Duration grace) {
    return new Deadline(ttl, now + Duration.ofSeconds(seconds).plus(grace).toNanos(), false);
  }
}
