package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.Node;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * For clients that would rather hear "no leader" than wait: they ask for it in the metadata (rule 39). Their requests are
 * refused while there is no leader, and their streams are cut when there has been none for three election timeouts.
 */
final class LeaderGuard {
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
  private static final int ELECTION_TIMEOUTS = 3;

  private final Node node;
  private final ScheduledExecutorService timer;
  private final Duration patience;
  private final Set<Runnable> cuts = ConcurrentHashMap.newKeySet();
  private volatile boolean leaderKnown;
  private volatile int losses;

  LeaderGuard(Node node, ScheduledExecutorService timer, Duration electionTimeout) {
    this.node = node;
    this.timer = timer;
    this.patience = electionTimeout.multipliedBy(ELECTION_TIMEOUTS);
    this.leaderKnown = node.status().hasLeader();
    node.onLeadershipChange(this::look);
    look();
  }

  static boolean isAskedFor(Metadata headers) {
    return "true".equals(headers.get(HAS_LEADER));
  }

  boolean refuses(Metadata headers) {
    return !leaderKnown && isAskedFor(headers);
  }

  /** {@code cut} runs on the timer's thread; run the answer when the stream has ended. */
  Runnable guard(Runnable cut) {
    cuts.add(cut);
    return () -> cuts.remove(cut);
  }

  private synchronized void look() {
    boolean now = node.status().hasLeader();
    if (leaderKnown && !now) {
      int loss = ++losses;
      timer.schedule(() -> cutUnlessFound(loss), patience.toNanos(), TimeUnit.NANOSECONDS);
    }
    leaderKnown = now;
  }

  private void cutUnlessFound(int loss) {
    if (!leaderKnown && losses == loss) {
      cuts.forEach(Runnable::run);
    }
  }
}
