package dev.keelson.raftstore;

import dev.keelson.raftstore.consensus.LogConfig.Peer;
import dev.keelson.raftstore.consensus.LogMembers;
import dev.keelson.raftstore.consensus.LogMembers.Configuration;
import dev.keelson.raftstore.consensus.LogMembers.Follower;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import dev.keelson.raftstore.member.Roster;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the log count whom the roster names. A thread of every member, busy on the leader's: it
 * compares the two, does the next step, and compares again; so it does not matter who began a
 * change and who ends it. What fails is tried again, later each time.
 */
final class Reconciler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private static final long LOOK_MILLIS = 200;
  private static final long CLOSE_MILLIS = 1_000;
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration HAND_OVER = Duration.ofSeconds(5);

  /** Between two knocks at the door of a member that is expected: doubled up to the longest. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private record Knock(long nextNanos, Duration pause) {}

  private final ReplicatedLog log;
  private final LogMembers counted;
  private final Supplier<Roster> roster;
  private final long self;
  private final Semaphore work = new Semaphore(0);
  private final Map<Peer, Knock> knocks = new HashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  Reconciler(ReplicatedLog log, LogMembers counted, Supplier<Roster> roster, long self) {
    this.log = log;
    this.counted = counted;
    this.roster = roster;
    this.self = self;
    this.thread = Thread.ofPlatform().daemon().name("members").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Something may have changed. Any thread, returns at once. */
  void wake() {
    work.release();
  }

  private void run() {
    long failures = 0;
    while (!closed) {
      try {
        boolean again = log.leadership().leading() && step();
        failures = 0;
        if (!again) {
          work.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
          work.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (closed) {
          return;
        }
        failures++;
        LOG.atWarn()
            .addKeyValue("error", e.toString())
            .addKeyValue("failures", failures)
            .log("the log does not count all members yet; trying again");
        if (!pause(failures)) {
          return;
        }
      }
    }
  }

  private boolean pause(long failures) {
    try {
      Thread.sleep(Math.min(2_000, LOOK_MILLIS << Math.min(4, failures)));
      return !closed;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Whether there may be more to do. */
  private boolean step() throws InterruptedException {
    counted.settle();
    Configuration now = counted.configuration();
    return switch (NextStep.decide(now, roster.get(), self, this::answers)) {
      case NextStep.Nothing() -> false;
      case NextStep.HandOver() -> handOver(now);
      case NextStep.Change(Configuration next, String what) -> {
        LOG.atInfo().addKeyValue("change", what).log("the log changes whom it counts");
        counted.reconfigure(now, next);
        knocks.clear();
        yield true;
      }
    };
  }

  private boolean answers(Peer peer) {
    Knock knock = knocks.getOrDefault(peer, new Knock(System.nanoTime(), FIRST_PAUSE));
    if (System.nanoTime() - knock.nextNanos < 0) {
      return false;
    }
    boolean there;
    try {
      there = counted.answers(peer).get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      there = false;
    }
    Duration pause = knock.pause;
    Duration longer = pause.multipliedBy(2);
    knocks.put(
        peer,
        new Knock(
            System.nanoTime() + pause.toNanos(),
            longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer));
    return there;
  }

  private boolean handOver(Configuration now) throws InterruptedException {
    Optional<Follower> successor =
        counted.followers().stream()
            .filter(Follower::isConnected)
            .filter(f -> now.voters().stream().anyMatch(voter -> voter.id() == f.member()))
            .filter(f -> roster.get().find(f.member()).isPresent())
            .max(Comparator.comparingLong(Follower::matchIndex));
    if (successor.isEmpty()) {
      throw new IllegalStateException("nobody is there to take over from this member");
    }
    LOG.atInfo()
        .addKeyValue("successor", Long.toHexString(successor.get().member()))
        .log("this member has been removed and hands leadership over");
    try {
      log.transferLeadership(successor.get().member())
          .get(HAND_OVER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("leadership is not taken over: " + e, e);
    }
    return false;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(CLOSE_MILLIS); // at once where the start of the member failed before the thread's
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
