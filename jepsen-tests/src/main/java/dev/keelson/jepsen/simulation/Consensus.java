package dev.keelson.jepsen.simulation;

import dev.keelson.mvcc.LogPosition;
import dev.keelson.raftstore.consensus.ReplicatedLog.Leadership;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Raft as the port {@code ReplicatedLog} promises it, and no better: one leader a term, entries
 * that a lost leader leaves behind or takes along, proposals sent again to the next leader, which
 * knows them only if it has them from its log and not from a checkpoint, members that lag, and are
 * filled by a checkpoint when the leader's log begins too late for them.
 */
final class Consensus {
  static final Duration ELECTION = Duration.ofMillis(1_000);
  private static final Duration REPLICATION = Duration.ofMillis(1);
  private static final int NOBODY = -1;

  /** A proposal on its way: one object, however often it is sent. */
  static final class Proposal {
    final byte[] bytes;
    final Object prepared;
    final SimulatedLog proposer;

    /** Where in the log it was put first, and again. */
    private final List<Long> places = new ArrayList<>(1);

    Proposal(byte[] bytes, Object prepared, SimulatedLog proposer) {
      this.bytes = bytes;
      this.prepared = prepared;
      this.proposer = proposer;
    }
  }

  /** {@code proposal} is empty for an entry of the log's own. */
  record Entry(LogPosition at, Optional<Proposal> proposal) {}

  private final VirtualTime time;
  private final Dice dice;
  private final Network network;
  private final Trace trace;
  private final Path home;
  private final Bug bug;
  private final List<SimulatedMember> members = new ArrayList<>();

  /** By index, from 0. What lies past {@link #committed} is the leader's alone. */
  private final List<Entry> log = new ArrayList<>();

  private long committed = -1;
  private long term;
  private int leader = NOBODY;
  private int elections;
  private int installs;
  private int sentAgain;

  Consensus(VirtualTime time, Dice dice, Network network, Trace trace, Path home, Bug bug) {
    this.time = time;
    this.dice = dice;
    this.network = network;
    this.trace = trace;
    this.home = home;
    this.bug = bug;
  }

  void join(SimulatedMember member) {
    members.add(member);
  }

  int size() {
    return members.size();
  }

  long committed() {
    return committed;
  }

  long lastIndex() {
    return log.size() - 1L;
  }

  int elections() {
    return elections;
  }

  int installs() {
    return installs;
  }

  /** Entries that came into the log twice, and had to be known again. */
  int sentAgain() {
    return sentAgain;
  }

  Entry entry(long index) {
    return log.get((int) index);
  }

  boolean leads(int member) {
    return leader == member;
  }

  Optional<Integer> leader() {
    return leader == NOBODY ? Optional.empty() : Optional.of(leader);
  }

  long term() {
    return term;
  }

  // ---- leadership

  /** In an election's time, unless by then a leader is there that a majority hears. */
  void electSoon() {
    time.after(dice.between(ELECTION, ELECTION.multipliedBy(2)), this::electIfNeeded);
  }

  private void electIfNeeded() {
    if (leader != NOBODY && isHeard(leader)) {
      return;
    }
    depose();
    List<SimulatedMember> able =
        members.stream().filter(member -> isHeard(member.number())).toList();
    long best = able.stream().mapToLong(SimulatedMember::received).max().orElse(-1);
    List<SimulatedMember> fit = able.stream().filter(member -> member.received() == best).toList();
    if (fit.isEmpty()) {
      electSoon();
      return;
    }
    lead(dice.oneOf(fit));
  }

  /** Up, and connected to a majority of members that are up, itself included. */
  private boolean isHeard(int member) {
    if (!members.get(member).isUp()) {
      return false;
    }
    int heard = 0;
    for (SimulatedMember other : members) {
      heard += other.isUp() && network.connects(member, other.number()) ? 1 : 0;
    }
    return heard > members.size() / 2;
  }

  /** Leadership moves to a member at will, as an operator or a slow disk does it. */
  void transfer(int member) {
    if (leader != NOBODY && isHeard(member) && leader != member) {
      depose();
      lead(members.get(member));
    }
  }

  private void depose() {
    if (leader == NOBODY) {
      return;
    }
    int former = leader;
    leader = NOBODY;
    tell(former);
  }

  /** A part of what the former leader had not committed has reached this one. */
  private void lead(SimulatedMember next) {
    if (bug == Bug.DROPPED_FSYNC) {
      loseWhatNobodyHas(next);
    }
    int left = (int) (lastIndex() - committed);
    int kept = left == 0 ? 0 : dice.below(left + 1);
    while (lastIndex() > committed + kept) {
      Entry lost = log.removeLast();
      Long index = lost.at().index();
      lost.proposal().ifPresent(proposal -> proposal.places.remove(index));
    }
    elections++;
    term++;
    leader = next.number();
    next.received(Math.max(next.received(), committed));
    log.add(new Entry(new LogPosition(term, log.size()), Optional.empty()));
    trace.note(
        term << 8 | leader,
        () -> "member %d leads term %d, kept %d of %d".formatted(leader, term, kept, left));
    replicate(lastIndex());
    members.forEach(member -> tell(member.number()));
  }

  /** With disks that forget, a majority need not have what a majority once had. */
  private void loseWhatNobodyHas(SimulatedMember next) {
    if (next.received() < committed) {
      committed = next.received();
      while (lastIndex() > committed) {
        log.removeLast();
      }
      members.forEach(member -> member.keepsOnly(committed));
    }
  }

  private void tell(int member) {
    network.send(
        leader == NOBODY ? member : leader, member, () -> members.get(member).leadershipChanged());
  }

  /** As {@code member} sees it: a leader that it cannot hear it does not know for long. */
  Leadership leadership(int member) {
    boolean known = leader != NOBODY && network.connects(leader, member);
    boolean leads = leader == member && members.get(member).received() >= committed;
    return new Leadership(term, known ? leader + 1 : 0, leads);
  }

  // ---- entries

  /** At the leader. Answers whether it is one. */
  boolean append(int at, Proposal proposal) {
    if (leader != at || !members.get(at).isUp()) {
      return false;
    }
    List<Long> known = proposal.places;
    // the last is the newest
    if (!known.isEmpty() && known.getLast() >= members.get(at).knowsProposalsFrom()) {
      acknowledge(known.getLast());
      return true;
    }
    if (!known.isEmpty()) {
      sentAgain++;
    }
    log.add(new Entry(new LogPosition(term, log.size()), Optional.of(proposal)));
    known.add(lastIndex());
    replicate(lastIndex());
    return true;
  }

  private void replicate(long index) {
    long ofTerm = term;
    time.after(dice.around(REPLICATION), () -> commit(index, ofTerm));
  }

  private void commit(long index, long ofTerm) {
    if (term != ofTerm || leader == NOBODY) {
      return;
    }
    if (!isHeard(leader)) {
      time.after(dice.around(REPLICATION.multipliedBy(20)), () -> commit(index, ofTerm));
      return;
    }
    if (index > committed) {
      committed = index;
      trace.note(index, () -> "committed " + index);
    }
    acknowledge(index);
    spread();
  }

  private void acknowledge(long index) {
    if (index <= committed) {
      int from = leader;
      entry(index)
          .proposal()
          .ifPresent(
              proposal ->
                  network.send(
                      from,
                      proposal.proposer.member(),
                      () -> proposal.proposer.committed(proposal)));
    }
  }

  /**
   * Brings every member nearer to what is committed; called again and again, so loss is no harm.
   */
  void spread() {
    if (leader == NOBODY) {
      return;
    }
    SimulatedMember from = members.get(leader);
    for (SimulatedMember member : members) {
      if (member.isUp() && member.received() < committed) {
        long upTo = committed;
        network.send(leader, member.number(), () -> receive(from, member, upTo));
      }
    }
  }

  private void receive(SimulatedMember from, SimulatedMember member, long upTo) {
    if (!member.isUp() || member.received() >= upTo) {
      return;
    }
    if (from != member && member.received() + 1 < from.startOfLog()) {
      install(from, member);
      return;
    }
    member.received(upTo);
    member.applySoon();
  }

  private void install(SimulatedMember from, SimulatedMember member) {
    if (!from.isUp()) {
      return;
    }
    Path checkpoint = home.resolve("checkpoint" + installs++);
    from.checkpoint(checkpoint)
        .ifPresent(
            at -> {
              trace.note(
                  at.index(),
                  () ->
                      "member %d is filled by %d up to %d"
                          .formatted(member.number(), from.number(), at.index()));
              member.install(checkpoint, at);
            });
    Trees.delete(checkpoint);
  }
}
