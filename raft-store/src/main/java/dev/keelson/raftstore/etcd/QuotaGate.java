package dev.keelson.raftstore.etcd;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Command;
import dev.keelson.mvcc.Op;
import dev.keelson.mvcc.Outcome;
import dev.keelson.raftstore.Node;
import dev.keelson.raftstore.StoreStatus;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quota before the log (rule 57): a request that would pass it is refused, and this member
 * raises NOSPACE for itself, which then stops writes on all. What was let through is still counted
 * when it is applied.
 *
 * <p>The size in use is asked for at most every {@link #SAMPLE_NANOS} and what was let through
 * since is added, because every put comes by here. Any thread; a race lets a request more through,
 * as a request under way would.
 */
final class QuotaGate {
  private static final Logger LOG = LoggerFactory.getLogger(QuotaGate.class);
  private static final long SAMPLE_NANOS = 5_000_000;

  /** What etcd reckons for a pair and for a lease beyond their bytes. */
  private static final long PAIR_BYTES = 256;

  private static final long LEASE_BYTES = 64;

  private final Node node;
  private final AtomicBoolean raising = new AtomicBoolean();
  private volatile Sample sample;

  QuotaGate(Node node) {
    this.node = node;
    this.sample = Sample.of(node.status());
  }

  /** Whether there is room for {@code command}; where not, the alarm is on its way. */
  boolean admits(Command<?> command) {
    if (sample.quota <= 0) {
      return true;
    }
    long cost =
        switch (command) {
          case Command.Put put -> costOf(put);
          case Command.Txn txn -> costOf(txn);
          case Command.LeaseGrant _ -> LEASE_BYTES;
          default -> 0;
        };
    if (cost == 0 || fresh().admits(cost)) {
      return true;
    }
    raise();
    return false;
  }

  private Sample fresh() {
    Sample now = sample;
    if (System.nanoTime() - now.takenNanos > SAMPLE_NANOS) {
      now = Sample.of(node.status());
      sample = now;
    }
    return now;
  }

  private void raise() {
    Alarm alarm = new Alarm(node.memberId(), Alarm.Kind.NOSPACE);
    if (node.alarms().contains(alarm) || !raising.compareAndSet(false, true)) {
      return;
    }
    LOG.warn("stored bytes reach the quota of {}: raising NOSPACE", sample.quota);
    node.kv()
        .submit(new Command.SetAlarm(true, alarm))
        .whenComplete(
            (Outcome<List<Alarm>> outcome, Throwable fault) -> {
              raising.set(false);
              if (!(outcome instanceof Outcome.Ok)) {
                LOG.warn("NOSPACE was not raised: {}", outcome, fault);
              }
            });
  }

  private static long costOf(Command.Put put) {
    return PAIR_BYTES + put.key().size() + put.value().size();
  }

  private static long costOf(Command.Txn txn) {
    return Math.max(costOf(txn.success()), costOf(txn.failure()));
  }

  private static long costOf(List<Op> ops) {
    long cost = 0;
    for (Op op : ops) {
      if (op instanceof Command.Put put) {
        cost += costOf(put);
      } else if (op instanceof Command.Txn txn) {
        cost += costOf(txn);
      }
    }
    return cost;
  }

  private static final class Sample {
    final long takenNanos = System.nanoTime();
    final long quota;
    private final long used;
    private final java.util.concurrent.atomic.LongAdder since =
        new java.util.concurrent.atomic.LongAdder();

    private Sample(long quota, long used) {
      this.quota = quota;
      this.used = used;
    }

    static Sample of(StoreStatus status) {
      return new Sample(status.quotaBytes(), status.logicalBytes());
    }

    boolean admits(long cost) {
      if (used + since.sum() + cost >= quota) {
        return false;
      }
      since.add(cost);
      return true;
    }
  }
}
