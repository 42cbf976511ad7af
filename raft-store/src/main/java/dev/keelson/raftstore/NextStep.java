package dev.keelson.raftstore;

import dev.keelson.raftstore.consensus.LogConfig.Peer;
import dev.keelson.raftstore.consensus.LogMembers.Configuration;
import dev.keelson.raftstore.member.Member;
import dev.keelson.raftstore.member.Roster;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the leader has to do next so that the log counts whom the roster names: one peer at a time,
 * those that have left first. Pure.
 */
sealed interface NextStep {
  /** The log is as it should be, or nothing can be done now. */
  record Nothing() implements NextStep {}

  /** The leader itself has left: another voter must lead before it can go. */
  record HandOver() implements NextStep {}

  record Change(Configuration next, String what) implements NextStep {}

  /**
   * @param answers whether a peer that is not counted yet runs; asked for one newcomer after the
   *     other until one does
   */
  static NextStep decide(Configuration now, Roster roster, long self, Predicate<Peer> answers) {
    if (!now.settled()) {
      return new Nothing();
    }
    for (Peer peer : all(now)) {
      boolean gone = roster.find(peer.id()).isEmpty();
      boolean promoted =
          isIn(now.learners(), peer.id())
              && roster.find(peer.id()).filter(m -> !m.learner()).isPresent();
      if (gone && peer.id() == self) {
        continue; // last of all
      }
      if (gone || promoted) {
        // A learner gets its vote as a newcomer would: counted out, then filled and counted in.
        return new Change(without(now, peer.id()), (gone ? "remove " : "promote ") + text(peer));
      }
    }
    if (roster.find(self).isEmpty()) {
      return now.voters().size() > 1 ? new HandOver() : new Nothing();
    }
    Configuration moved = moved(now, roster);
    if (!moved.isSame(now)) {
      return new Change(moved, "change addresses");
    }
    for (Member member : roster.members()) {
      if (!now.counts(member.id()) && answers.test(peer(member))) {
        return new Change(with(now, member), "add " + text(peer(member)));
      }
    }
    return new Nothing();
  }

  static Peer peer(Member member) {
    URI url = URI.create(member.peerUrls().getFirst());
    String host = url.getHost();
    boolean bracketed = host.startsWith("[");
    return new Peer(
        member.id(), bracketed ? host.substring(1, host.length() - 1) : host, url.getPort());
  }

  private static List<Peer> all(Configuration now) {
    return Stream.concat(now.voters().stream(), now.learners().stream()).toList();
  }

  private static boolean isIn(List<Peer> peers, long id) {
    return peers.stream().anyMatch(peer -> peer.id() == id);
  }

  private static Configuration without(Configuration now, long id) {
    return new Configuration(
        now.settled(),
        now.voters().stream().filter(peer -> peer.id() != id).toList(),
        now.learners().stream().filter(peer -> peer.id() != id).toList());
  }

  private static Configuration with(Configuration now, Member member) {
    List<Peer> voters = new ArrayList<>(now.voters());
    List<Peer> learners = new ArrayList<>(now.learners());
    (member.learner() ? learners : voters).add(peer(member));
    return new Configuration(now.settled(), voters, learners);
  }

  private static Configuration moved(Configuration now, Roster roster) {
    return new Configuration(
        now.settled(), moved(now.voters(), roster), moved(now.learners(), roster));
  }

  private static List<Peer> moved(List<Peer> peers, Roster roster) {
    return peers.stream()
        .map(peer -> roster.find(peer.id()).map(NextStep::peer).orElse(peer))
        .toList();
  }

  private static String text(Peer peer) {
    return Long.toHexString(peer.id()) + " at " + peer.host() + ":" + peer.port();
  }
}
