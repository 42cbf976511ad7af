package dev.keelson.raftstore.member;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is in the cluster and who has ever left it: one replicated fact, replaced as a whole by
 * whoever changes it.
 *
 * @param members ascending by id (unsigned)
 * @param removed ids that never come back
 */
public record Roster(List<Member> members, Set<Long> removed) {
  public Roster {
    members =
        members.stream().sorted(Comparator.comparing(Member::id, Long::compareUnsigned)).toList();
    removed = Set.copyOf(removed);
  }

  public Optional<Member> find(long id) {
    return members.stream().filter(member -> member.id() == id).findFirst();
  }

  public boolean isRemoved(long id) {
    return removed.contains(id);
  }

  /** Those that count for a quorum. */
  public List<Member> voters() {
    return members.stream().filter(member -> !member.learner()).toList();
  }

  public List<Member> learners() {
    return members.stream().filter(Member::learner).toList();
  }

  /** With {@code member} in the place of the one with its id, or beside the others. */
  public Roster with(Member member) {
    List<Member> next = new ArrayList<>(members);
    next.removeIf(each -> each.id() == member.id());
    next.add(member);
    return new Roster(next, removed);
  }

  public Roster without(long id) {
    Set<Long> gone = new TreeSet<>(removed);
    gone.add(id);
    return new Roster(members.stream().filter(member -> member.id() != id).toList(), gone);
  }

  /** {@code id} alone; all others have left. */
  public Roster only(long id) {
    Roster rest = this;
    for (Member member : members) {
      if (member.id() != id) {
        rest = rest.without(member.id());
      }
    }
    return rest.find(id)
        .filter(Member::learner)
        .map(learner -> learner.withLearner(false))
        .map(rest::with)
        .orElse(rest);
  }
}
