package dev.keelson.raftstore.consensus;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.UnknownFieldSet;

/**
 * What a candidate shows to whom it asks for a vote: that the leader of the term before has handed
 * leadership to it, having given up its lease. It stands in a field that Ratis does not know, with
 * the number of that term. A candidate of any later term cannot show it: the leader that it would
 * undercut has promised nothing.
 *
 * <p>By member, because members of one process share the place where it is put in.
 */
final class HandoverSign {
  /** Far from those that Ratis has. */
  private static final int FIELD = 4_711;

  /** By receiver: the newest term whose leader has handed on to it. */
  private static final Map<Long, Long> HANDED = new ConcurrentHashMap<>();

  private HandoverSign() {}

  /**
   * The leader asks this member to take over. The term of the leader is that of its last entry:
   * whoever leads has made one.
   */
  static void received(StartLeaderElectionRequestProto request) {
    HANDED.merge(
        PeerTraffic.receiver(request.getServerRequest()),
        request.getLeaderLastEntry().getTerm(),
        Math::max);
  }

  /** The member is closed; opened again in this process it knows of nothing. */
  static void forget(long member) {
    HANDED.remove(member);
  }

  /** As it goes out. */
  static RequestVoteRequestProto on(RequestVoteRequestProto vote) {
    Long term = HANDED.get(PeerTraffic.sender(vote));
    if (term == null || vote.getPreVote() || vote.getCandidateTerm() != term + 1) {
      return vote;
    }
    return vote.toBuilder()
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(FIELD, UnknownFieldSet.Field.newBuilder().addVarint(term).build())
                .build())
        .build();
  }

  /** As it came in. */
  static boolean isOn(RequestVoteRequestProto vote) {
    return vote.getUnknownFields()
        .getField(FIELD)
        .getVarintList()
        .contains(vote.getCandidateTerm() - 1);
  }
}
