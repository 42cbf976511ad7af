package dev.keelson.raftstore.member;

import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What becomes of the roster when a change is asked for, or why it is refused: etcd's rules, of
 * which the first group can be switched off ({@code --strict-reconfig-check=false}) and the second
 * cannot. Pure: everything that has to be known is given.
 *
 * <p>Quorums are counted over the members of the roster, started or not, as etcd does; the log's
 * own configuration may still be on its way there.
 *
 * @param strict whether changes that endanger the quorum are refused
 * @param maxLearners at once
 */
public record MemberRules(boolean strict, int maxLearners) {
  /** A learner may be promoted when it has this much of what the leader has. */
  private static final double IN_SYNC = 0.9;

  /**
   * What the member that decides sees of the others.
   *
   * @param self the member that decides
   * @param connected voters that have been heard for the last seconds without a gap, {@code self}
   *     included
   * @param reachable all that are heard now, however lately they came
   */
  public record Health(long self, Set<Long> connected, Set<Long> reachable) {
    public Health {
      connected = Set.copyOf(connected);
      reachable = Set.copyOf(reachable);
    }
  }

  /** The roster after {@code change}. */
  public Outcome<Roster> decide(Roster roster, MemberChange change, Health health) {
    return switch (change) {
      case MemberChange.Add(Member member) -> add(roster, member, health);
      case MemberChange.Remove(long id) -> remove(roster, id, health);
      case MemberChange.Update(long id, List<String> urls) -> update(roster, id, urls);
      case MemberChange.Promote(long id) -> promote(roster, id);
    };
  }

  /** Indexes of the log: how far the learner has it, how far the leader. */
  public static boolean isInSync(long learner, long leader) {
    return learner >= IN_SYNC * leader;
  }

  private Outcome<Roster> add(Roster roster, Member member, Health health) {
    if (strict) {
      if (!member.learner() && !mayGrow(roster)) {
        return refused(Refusal.Plain.NOT_ENOUGH_STARTED);
      }
      if (!isConnected(roster.voters(), health)) {
        return refused(Refusal.Plain.UNHEALTHY);
      }
    }
    if (roster.isRemoved(member.id())) {
      return refused(Refusal.Plain.MEMBER_NOT_FOUND);
    }
    if (roster.find(member.id()).isPresent()) {
      return refused(Refusal.Plain.MEMBER_EXISTS);
    }
    if (sharesUrl(roster.members(), member)) {
      return refused(Refusal.Plain.PEER_URL_EXISTS);
    }
    if (member.learner() && roster.learners().size() >= maxLearners) {
      return refused(Refusal.Plain.TOO_MANY_LEARNERS);
    }
    return Outcome.ok(roster.with(member));
  }

  /** The one more is not started; from one to two is let through, for there is no other way. */
  private static boolean mayGrow(Roster roster) {
    int voters = roster.voters().size() + 1;
    long started = started(roster.voters());
    return started == 1 && voters == 2 || started >= quorum(voters);
  }

  /** etcd 3.5: all voters; a lone member is connected to all. */
  private static boolean isConnected(List<Member> voters, Health health) {
    return voters.stream().allMatch(voter -> health.connected.contains(voter.id()));
  }

  private Outcome<Roster> remove(Roster roster, long id, Health health) {
    boolean learner = roster.find(id).map(Member::learner).orElse(false);
    if (strict && !learner) {
      List<Member> rest = roster.voters().stream().filter(voter -> voter.id() != id).toList();
      if (started(rest) < quorum(rest.size())) {
        return refused(Refusal.Plain.NOT_ENOUGH_STARTED);
      }
      boolean running = id == health.self || health.reachable.contains(id);
      if (running) {
        List<Member> voters = roster.voters();
        long active = voters.stream().filter(v -> health.connected.contains(v.id())).count();
        if (active - 1 < 1 + (voters.size() - 1) / 2) {
          return refused(Refusal.Plain.UNHEALTHY);
        }
      }
    }
    if (roster.find(id).isEmpty()) {
      return refused(Refusal.Plain.MEMBER_NOT_FOUND);
    }
    if (roster.voters().size() == 1 && !learner) {
      return refused(Refusal.Plain.NOT_ENOUGH_STARTED); // nobody would be left to agree on anything
    }
    return Outcome.ok(roster.without(id));
  }

  private static Outcome<Roster> update(Roster roster, long id, List<String> urls) {
    if (roster.find(id).isEmpty()) {
      return refused(Refusal.Plain.MEMBER_NOT_FOUND);
    }
    Member updated = roster.find(id).get().withPeerUrls(urls);
    List<Member> others = roster.members().stream().filter(m -> m.id() != id).toList();
    return sharesUrl(others, updated)
        ? refused(Refusal.Plain.PEER_URL_EXISTS)
        : Outcome.ok(roster.with(updated));
  }

  private Outcome<Roster> promote(Roster roster, long id) {
    int voters = roster.voters().size() + 1;
    if (strict && started(roster.voters()) + 1 < quorum(voters)) {
      return refused(Refusal.Plain.NOT_ENOUGH_STARTED);
    }
    if (roster.find(id).isEmpty()) {
      return refused(Refusal.Plain.MEMBER_NOT_FOUND);
    }
    Member member = roster.find(id).get();
    return member.learner()
        ? Outcome.ok(roster.with(member.withLearner(false)))
        : refused(Refusal.Plain.MEMBER_NOT_LEARNER);
  }

  private static int quorum(int members) {
    return members / 2 + 1;
  }

  private static long started(List<Member> members) {
    return members.stream().filter(Member::isStarted).count();
  }

  private static boolean sharesUrl(List<Member> members, Member other) {
    Set<String> urls = new HashSet<>(other.peerUrls());
    return members.stream().anyMatch(m -> m.peerUrls().stream().anyMatch(urls::contains));
  }

  private static Outcome<Roster> refused(Refusal why) {
    return Outcome.refused(why);
  }
}
