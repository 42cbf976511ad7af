package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StickyVotesTest {
  private static final long MS = 1_000_000;
  private final StickyVotes votes = new StickyVotes(Duration.ofSeconds(1));

  @Test
  void votesForACandidateWhenTheLeaderIsSilent() {
    votes.leaderHeard(0);
    votes.preVoteAsked("2", 1100 * MS);
    assertThat(votes.mayVote("2", 1110 * MS)).isTrue();
  }

  @Test
  void refusesWhenTheLeaderWasHeardBetweenPreVoteAndVote() {
    votes.preVoteAsked("2", 1100 * MS);
    votes.leaderHeard(1105 * MS);
    assertThat(votes.mayVote("2", 1110 * MS)).isFalse();
  }

  @Test
  void refusesWhenTheLeaderWasHeardJustBeforeAPreVoteThatWasGrantedAllTheSame() {
    votes.leaderHeard(1099 * MS);
    votes.preVoteAsked("2", 1100 * MS);
    assertThat(votes.mayVote("2", 1110 * MS)).isFalse();
  }

  @Test
  void refusesACandidateThatSleptBetweenPreVoteAndVote() {
    votes.preVoteAsked("2", 1100 * MS);
    votes.leaderHeard(1500 * MS);
    votes.leaderHeard(9000 * MS);
    assertThat(votes.mayVote("2", 9010 * MS)).isFalse();
  }

  @Test
  void votesAgainOnceTheLeaseIsOver() {
    votes.preVoteAsked("2", 1100 * MS);
    votes.leaderHeard(1105 * MS);
    assertThat(votes.mayVote("2", 2105 * MS)).isTrue();
  }

  @Test
  void votesForTheOneTheLeaderHandsOnTo() {
    votes.leaderHeard(1105 * MS);
    assertThat(votes.mayVote("2", 1110 * MS)).isTrue();
  }

  @Test
  void aPreVoteCountsForOneVoteOnly() {
    votes.preVoteAsked("2", 1100 * MS);
    votes.leaderHeard(1105 * MS);
    assertThat(votes.mayVote("2", 1110 * MS)).isFalse();
    assertThat(votes.mayVote("2", 1111 * MS)).isTrue();
  }

  @Test
  void neverHeardALeader() {
    votes.preVoteAsked("2", 5 * MS);
    assertThat(votes.mayVote("2", 6 * MS)).isTrue();
  }
}
