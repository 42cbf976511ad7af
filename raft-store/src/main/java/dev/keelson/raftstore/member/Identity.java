package dev.keelson.raftstore.member;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who a member is and which cluster it was made with: computed from the flags at first start, then
 * kept.
 *
 * @param members as bootstrapped, or as they were when this member joined; ascending by id
 * @param joined a cluster that was there already
 */
public record Identity(long clusterId, long self, List<Member> members, boolean joined) {
  /** Of a founder. */
  public Identity(long clusterId, long self, List<Member> members) {
    this(clusterId, self, members, false);
  }

  public Identity {
    members =
        members.stream().sorted(Comparator.comparing(Member::id, Long::compareUnsigned)).toList();
  }

  public Member own() {
    return find(self).orElseThrow();
  }

  public Optional<Member> find(long id) {
    return members.stream().filter(member -> member.id() == id).findFirst();
  }

  public boolean isSingle() {
    return members.size() == 1;
  }

  @Override
  public String toString() {
    return "cluster " + Long.toHexString(clusterId) + ", member " + Long.toHexString(self);
  }
}
