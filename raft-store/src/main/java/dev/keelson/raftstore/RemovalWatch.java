package dev.keelson.raftstore;

import dev.keelson.raftstore.consensus.LogMembers;
import dev.keelson.raftstore.consensus.LogMembers.Configuration;
import dev.keelson.raftstore.consensus.PeerInquiry;
import dev.keelson.raftstore.consensus.ReplicatedLog;
import dev.keelson.raftstore.member.Member;
import dev.keelson.raftstore.member.MemberText;
import dev.keelson.raftstore.member.Roster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds out that this member has been removed when nobody tells it: it was down meanwhile, or the
 * last that it heard did not say so. While it knows of no leader it asks the others, and takes the
 * word of one whose log is settled without it. Before that it must go on, since its vote may be
 * needed for its own removal.
 */
final class RemovalWatch {
  private final ReplicatedLog log;
  private final LogMembers counted;
  private final Supplier<Roster> roster;
  private final long clusterId;
  private final long self;
  private final PeerInquiry inquiry;
  private final Runnable removed;
  private final long patienceNanos;
  private final AtomicBoolean asking = new AtomicBoolean();
  private long leaderSeenNanos = System.nanoTime();

  /** {@code patience}: without a leader before anybody is asked. */
  RemovalWatch(
      ReplicatedLog log,
      LogMembers counted,
      Supplier<Roster> roster,
      long clusterId,
      long self,
      PeerInquiry inquiry,
      Duration patience,
      Runnable removed) {
    this.log = log;
    this.counted = counted;
    this.roster = roster;
    this.clusterId = clusterId;
    this.self = self;
    this.inquiry = inquiry;
    this.patienceNanos = patience.toNanos();
    this.removed = removed;
  }

  /** Timer. */
  void look() {
    if (log.leadership().hasLeader() && counted.configuration().counts(self)) {
      leaderSeenNanos = System.nanoTime();
    } else if (System.nanoTime() - leaderSeenNanos > patienceNanos
        && asking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("removal-watch").start(this::ask);
    }
  }

  private void ask() {
    try {
      record Address(String host, int port) {}
      Set<Address> others = new LinkedHashSet<>();
      Configuration now = counted.configuration();
      Stream.of(
              now.voters().stream(),
              now.learners().stream(),
              roster.get().members().stream().map((Member m) -> NextStep.peer(m)))
          .flatMap(peers -> peers)
          .filter(peer -> peer.id() != self)
          .forEach(peer -> others.add(new Address(peer.host(), peer.port())));
      for (Address address : others) {
        if (inquiry.ask(address.host(), address.port()).filter(this::isWithoutUs).isPresent()) {
          removed.run();
          return;
        }
      }
    } finally {
      asking.set(false);
    }
  }

  private boolean isWithoutUs(PeerInquiry.Told told) {
    return told.clusterId() == clusterId
        && told.settled()
        && !told.counted().contains(self)
        && told.told().length > 0
        && MemberText.roster(new String(told.told(), StandardCharsets.UTF_8)).isRemoved(self);
  }
}
