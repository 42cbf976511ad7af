package dev.keelson.raftstore;

import dev.keelson.raftstore.member.Member;
import java.util.List;

/** The cluster as this member has applied it. {@code members} ascend by id (unsigned). */
public record Membership(long clusterId, long self, List<Member> members) {
  public Membership {
    members = List.copyOf(members);
  }
}
