package dev.keelson.raftstore.member;

import java.util.List;

/** What a client may ask of the list of members. */
public sealed interface MemberChange {
  /** {@code member}: not started, with an id of its own. */
  record Add(Member member) implements MemberChange {}

  record Remove(long id) implements MemberChange {}

  record Update(long id, List<String> peerUrls) implements MemberChange {
    public Update {
      peerUrls = List.copyOf(peerUrls);
    }
  }

  /** Gives a learner a vote. */
  record Promote(long id) implements MemberChange {}
}
