package dev.keelson.raftstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.raftstore.consensus.LogConfig.Peer;
import dev.keelson.raftstore.consensus.LogMembers.Configuration;
import dev.keelson.raftstore.member.Member;
import dev.keelson.raftstore.member.Roster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NextStepTest {
  private static Peer peer(long id) {
    return new Peer(id, "h", (int) id);
  }

  private static Configuration counted(long... voters) {
    return new Configuration(
        true, Arrays.stream(voters).mapToObj(NextStepTest::peer).toList(), List.of());
  }

  private static Configuration learning(Configuration voters, long learner) {
    return new Configuration(true, voters.voters(), List.of(peer(learner)));
  }

  private static Roster roster(long... voters) {
    List<Member> members = new ArrayList<>();
    for (long id : voters) {
      members.add(new Member(id, "m", List.of("http://h:" + id), List.of(), false));
    }
    return new Roster(members, Set.of());
  }

  private static Roster learning(Roster roster, long learner) {
    return roster.with(new Member(learner, "m", List.of("http://h:" + learner), List.of(), true));
  }

  private static NextStep step(Configuration now, Roster roster) {
    return NextStep.decide(now, roster, 1, _ -> true);
  }

  private static Configuration next(Configuration now, Roster roster) {
    assertThat(step(now, roster)).isInstanceOf(NextStep.Change.class);
    return ((NextStep.Change) step(now, roster)).next();
  }

  @Test
  void nothingIsDoneWhereBothAgree() {
    assertThat(step(counted(1, 2, 3), roster(1, 2, 3))).isEqualTo(new NextStep.Nothing());
  }

  @Test
  void nothingIsBegunWhileAChangeIsOnItsWay() {
    Configuration unsettled = new Configuration(false, counted(1).voters(), List.of());
    assertThat(step(unsettled, roster(1, 2))).isEqualTo(new NextStep.Nothing());
  }

  @Test
  void oneNewcomerIsTakenInAtATimeAndOnlyIfItAnswers() {
    assertThat(next(counted(1), roster(1, 2, 3))).isEqualTo(counted(1, 2));
    assertThat(NextStep.decide(counted(1), roster(1, 2, 3), 1, p -> p.id() == 3))
        .isInstanceOfSatisfying(
            NextStep.Change.class, change -> assertThat(change.next()).isEqualTo(counted(1, 3)));
    assertThat(NextStep.decide(counted(1), roster(1, 2, 3), 1, _ -> false))
        .isEqualTo(new NextStep.Nothing());
  }

  @Test
  void whoHasLeftGoesBeforeAnybodyComes() {
    assertThat(next(counted(1, 2, 3), roster(1, 2, 4))).isEqualTo(counted(1, 2));
  }

  @Test
  void aLeaderThatHasLeftHandsOverAfterTheOthersHaveGone() {
    assertThat(next(counted(1, 2, 3), roster(2))).isEqualTo(counted(1, 2));
    assertThat(step(counted(1, 2), roster(2))).isEqualTo(new NextStep.HandOver());
  }

  @Test
  void aLearnerIsCountedInWithoutAVote() {
    assertThat(next(counted(1), learning(roster(1), 2))).isEqualTo(learning(counted(1), 2));
  }

  @Test
  void aPromotedLearnerIsCountedOutAndThenInWithAVote() {
    assertThat(next(learning(counted(1), 2), roster(1, 2))).isEqualTo(counted(1));
    assertThat(next(counted(1), roster(1, 2))).isEqualTo(counted(1, 2));
  }

  @Test
  void aMemberThatMovedIsDialledElsewhere() {
    Roster moved = roster(1, 2);
    moved = moved.with(moved.find(2).orElseThrow().withPeerUrls(List.of("http://[::1]:7")));
    assertThat(next(counted(1, 2), moved).voters()).containsExactly(peer(1), new Peer(2, "::1", 7));
  }
}
