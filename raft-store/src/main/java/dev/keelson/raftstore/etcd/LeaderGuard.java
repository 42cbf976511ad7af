package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.Node;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * For clients that would rather hear "no leader" than wait for ever: they ask for it in the
 * metadata (rule 39). When there has been no leader for three election timeouts their streams are
 * cut, and new requests are refused until there is one.
 *
 * <p>An ordinary election is over before that. etcd refuses new streams from the moment a member
 * knows of no leader; then a client whose member died, and which turns to another one in the middle
 * of the election, gives up its watch.
 */
final class LeaderGuard {
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);
  private static final int ELECTION_TIMEOUTS = 3;

  private final Node node;
  private final ScheduledExecutorService timer;
  private final Duration patience;
  private final Set<Runnable> cuts = ConcurrentHashMap.newKeySet();
  private volatile boolean leaderKnown = true;
  private volatile boolean givenUp;
  private volatile int losses;

  LeaderGuard(Node node, ScheduledExecutorService timer, Duration electionTimeout) {
    this.node = node;
    this.timer = timer;
    this.patience = electionTimeout.multipliedBy(ELECTION_TIMEOUTS);
    node.onLeadershipChange(this::look);
    look();
  }

  static boolean isAskedFor(Metadata headers) {
    return "true".equals(headers.get(HAS_LEADER));
  }

  boolean refuses(Metadata headers) {
    return givenUp && isAskedFor(headers);
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
    if (now) {
      givenUp = false;
    }
  }

  private synchronized void cutUnlessFound(int loss) {
    if (!leaderKnown && losses == loss) {
      givenUp = true;
      cuts.forEach(Runnable::run);
    }
  }
}
