package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Five members, of which 7 is a candidate: what the others see on its request for a vote. */
final class HandoverSignTest {
  // As long as real ones are: 16 digits, as many bytes as a client id has.
  private static final long CANDIDATE = 0x8e9e05c52164694dL;
  private static final long LEADER = 0xcdf818182a2b2c2dL;
  private static final long OTHER = 0x91bc3c398fb3c146L;

  @AfterEach
  void forget() {
    HandoverSign.forget(CANDIDATE);
  }

  private static RaftRpcRequestProto.Builder between(long from, long to) {
    return RaftRpcRequestProto.newBuilder()
        .setRequestorId(PeerIds.peer(from).toByteString())
        .setReplyId(PeerIds.peer(to).toByteString());
  }

  private static void handOn(long term) {
    HandoverSign.received(
        StartLeaderElectionRequestProto.newBuilder()
            .setServerRequest(between(LEADER, CANDIDATE))
            .setLeaderLastEntry(TermIndexProto.newBuilder().setTerm(term).setIndex(100))
            .build());
  }

  /** As it arrives. */
  private static RequestVoteRequestProto vote(long from, long term, boolean preVote) {
    RequestVoteRequestProto sent =
        HandoverSign.on(
            RequestVoteRequestProto.newBuilder()
                .setServerRequest(between(from, OTHER))
                .setCandidateTerm(term)
                .setPreVote(preVote)
                .build());
    try {
      return RequestVoteRequestProto.parseFrom(sent.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theOneTheLeaderHandsOnToShowsIt() {
    handOn(5);
    assertThat(HandoverSign.isOn(vote(CANDIDATE, 6, false))).isTrue();
  }

  @Test
  void aCandidateNobodyHandedOnToShowsNothingWhateverBecameOfItsPreVote() {
    assertThat(HandoverSign.isOn(vote(CANDIDATE, 6, false))).isFalse();
    handOn(5);
    assertThat(HandoverSign.isOn(vote(OTHER, 6, false))).as("another's").isFalse();
  }

  @Test
  void aHandoverIsGoodForTheNextTermOnly() {
    handOn(5);
    assertThat(HandoverSign.isOn(vote(CANDIDATE, 7, false)))
        .as("the leader of term 6 has given up nothing")
        .isFalse();
    assertThat(HandoverSign.isOn(vote(CANDIDATE, 6, true))).as("a pre-vote needs none").isFalse();
    handOn(4);
    assertThat(HandoverSign.isOn(vote(CANDIDATE, 6, false)))
        .as("one that came late takes nothing back")
        .isTrue();
  }

  @Test
  void bytesGoToTheAccountOfBothEnds() {
    PeerTraffic sender = PeerTraffic.of(CANDIDATE);
    PeerTraffic receiver = PeerTraffic.of(OTHER);
    try {
      RequestVoteRequestProto vote = vote(CANDIDATE, 6, false);
      PeerTraffic.outgoing(vote).sent(vote);
      PeerTraffic.incoming(vote).received(vote);
      assertThat(sender.traffic(0).peers().get(OTHER).sent()).isEqualTo(vote.getSerializedSize());
      assertThat(receiver.traffic(0).peers().get(CANDIDATE).received())
          .isEqualTo(vote.getSerializedSize());
    } finally {
      PeerTraffic.forget(CANDIDATE);
      PeerTraffic.forget(OTHER);
    }
  }
}
