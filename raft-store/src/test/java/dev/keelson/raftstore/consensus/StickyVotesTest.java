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
    assertThat(votes.mayVote(false, 1110 * MS)).isTrue();
  }

  @Test
  void refusesWhenTheLeaderWasHeardLately() {
    votes.leaderHeard(1105 * MS);
    assertThat(votes.mayVote(false, 1110 * MS)).isFalse();
  }

  @Test
  void refusesAgainAndAgainWhileTheLeaderIsHeard() {
    votes.leaderHeard(1105 * MS);
    assertThat(votes.mayVote(false, 1110 * MS)).isFalse();
    assertThat(votes.mayVote(false, 1111 * MS)).as("no pre-vote came before it").isFalse();
  }

  @Test
  void votesAgainOnceTheLeaseIsOver() {
    votes.leaderHeard(1105 * MS);
    assertThat(votes.mayVote(false, 2105 * MS)).isTrue();
  }

  @Test
  void votesForTheOneTheLeaderHandsOnTo() {
    votes.leaderHeard(1105 * MS);
    assertThat(votes.mayVote(true, 1110 * MS)).isTrue();
  }

  @Test
  void neverHeardALeader() {
    assertThat(votes.mayVote(false, 6 * MS)).isTrue();
  }
}
