package dev.keelson.raftstore.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Outcome;
import dev.keelson.mvcc.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MemberRulesTest {
  private static final MemberRules STRICT = new MemberRules(true, 1);
  private static final MemberRules LAX = new MemberRules(false, 1);

  private static Member member(long id, boolean started, boolean learner) {
    return new Member(
        id,
        started ? "m" + id : "",
        List.of("http://h:" + id),
        started ? List.of("http://c:" + id) : List.of(),
        learner);
  }

  /** {@code started} members with a vote, then {@code waiting} that have not started. */
  private static Roster voters(int started, int waiting) {
    List<Member> members = new ArrayList<>();
    for (int id = 1; id <= started + waiting; id++) {
      members.add(member(id, id <= started, false));
    }
    return new Roster(members, Set.of());
  }

  private static MemberRules.Health healthy(Roster roster) {
    Set<Long> all = new HashSet<>();
    roster.members().forEach(m -> all.add(m.id()));
    return new MemberRules.Health(1, all, all);
  }

  /** All but {@code gone} are there. */
  private static MemberRules.Health without(Roster roster, long gone) {
    Set<Long> all = new HashSet<>(healthy(roster).reachable());
    all.remove(gone);
    return new MemberRules.Health(1, all, all);
  }

  private static MemberChange add(long id, boolean learner) {
    return new MemberChange.Add(member(id, false, learner));
  }

  private static Roster ok(Outcome<Roster> outcome) {
    return outcome.orThrow();
  }

  private static void refused(Outcome<Roster> outcome, Refusal.Plain why) {
    assertThat(outcome).isEqualTo(Outcome.refused(why));
  }

  @Test
  void rule65_aLoneMemberTakesASecond() {
    Roster one = voters(1, 0);
    assertThat(ok(STRICT.decide(one, add(9, false), healthy(one))).voters()).hasSize(2);
  }

  @Test
  void rule65_aThirdWaitsUntilTheSecondHasStarted() {
    Roster waiting = voters(1, 1);
    MemberRules.Health health = new MemberRules.Health(1, Set.of(1L), Set.of(1L));
    refused(STRICT.decide(waiting, add(9, false), health), Refusal.Plain.NOT_ENOUGH_STARTED);
    Roster two = voters(2, 0);
    assertThat(ok(STRICT.decide(two, add(9, false), healthy(two))).voters()).hasSize(3);
  }

  @Test
  void rule65_aFourthMayBeAddedToThreeAndAFifthWhileTheFourthWaits() {
    Roster three = voters(3, 0);
    assertThat(ok(STRICT.decide(three, add(9, false), healthy(three))).voters()).hasSize(4);
    Roster four = voters(3, 1);
    assertThat(ok(STRICT.decide(four, add(9, false), healthy(four))).voters()).hasSize(5);
    Roster five = voters(3, 2);
    refused(STRICT.decide(five, add(9, false), healthy(five)), Refusal.Plain.NOT_ENOUGH_STARTED);
  }

  @Test
  void rule65_nobodyIsAddedWhileAVoterIsNotConnected() {
    Roster three = voters(3, 0);
    refused(STRICT.decide(three, add(9, false), without(three, 3)), Refusal.Plain.UNHEALTHY);
    refused(STRICT.decide(three, add(9, true), without(three, 3)), Refusal.Plain.UNHEALTHY);
    assertThat(ok(LAX.decide(three, add(9, false), without(three, 3))).voters()).hasSize(4);
  }

  @Test
  void rule65_thereIsOneLearnerAtATime() {
    Roster one = voters(1, 0);
    Roster learning = ok(STRICT.decide(one, add(9, true), healthy(one)));
    assertThat(learning.learners()).extracting(Member::id).containsExactly(9L);
    refused(
        STRICT.decide(learning, add(10, true), healthy(learning)), Refusal.Plain.TOO_MANY_LEARNERS);
    assertThat(
            ok(new MemberRules(true, 2).decide(learning, add(10, true), healthy(learning)))
                .learners())
        .hasSize(2);
  }

  @Test
  void idsAndPeerUrlsAreUnique() {
    Roster one = voters(1, 0);
    refused(STRICT.decide(one, add(1, false), healthy(one)), Refusal.Plain.MEMBER_EXISTS);
    Member same = new Member(9, "", List.of("http://x:1", "http://h:1"), List.of(), false);
    refused(
        STRICT.decide(one, new MemberChange.Add(same), healthy(one)),
        Refusal.Plain.PEER_URL_EXISTS);
  }

  @Test
  void aRemovedIdNeverComesBack() {
    Roster gone = voters(2, 0).without(2);
    assertThat(gone.isRemoved(2)).isTrue();
    refused(STRICT.decide(gone, add(2, false), healthy(gone)), Refusal.Plain.MEMBER_NOT_FOUND);
  }

  @Test
  void rule65_aVoterThatRunsIsRemovedOnlyIfTheRestIsAQuorum() {
    Roster three = voters(3, 0);
    assertThat(ok(STRICT.decide(three, new MemberChange.Remove(3), healthy(three))).members())
        .hasSize(2);
    refused(
        STRICT.decide(three, new MemberChange.Remove(2), without(three, 3)),
        Refusal.Plain.UNHEALTHY);
    assertThat(ok(STRICT.decide(three, new MemberChange.Remove(3), without(three, 3))).members())
        .extracting(Member::id)
        .containsExactly(1L, 2L);
    assertThat(ok(LAX.decide(three, new MemberChange.Remove(2), without(three, 3))).members())
        .hasSize(2);
  }

  @Test
  void rule65_startedMembersStayAQuorum() {
    Roster two = voters(1, 1);
    refused(
        STRICT.decide(two, new MemberChange.Remove(1), healthy(two)),
        Refusal.Plain.NOT_ENOUGH_STARTED);
    assertThat(ok(STRICT.decide(two, new MemberChange.Remove(2), without(two, 2))).members())
        .hasSize(1);
  }

  @Test
  void theLastVoterIsNeverRemoved() {
    Roster one = voters(1, 0);
    refused(
        STRICT.decide(one, new MemberChange.Remove(1), healthy(one)),
        Refusal.Plain.NOT_ENOUGH_STARTED);
    refused(
        LAX.decide(one, new MemberChange.Remove(1), healthy(one)),
        Refusal.Plain.NOT_ENOUGH_STARTED);
    Roster learner = one.with(member(9, true, true));
    refused(
        LAX.decide(learner, new MemberChange.Remove(1), healthy(learner)),
        Refusal.Plain.NOT_ENOUGH_STARTED);
    assertThat(ok(STRICT.decide(learner, new MemberChange.Remove(9), healthy(one))).members())
        .hasSize(1);
  }

  @Test
  void whoIsNotThereIsNotFound() {
    Roster three = voters(3, 0);
    for (MemberChange change :
        List.of(
            new MemberChange.Remove(9),
            new MemberChange.Update(9, List.of("http://x:1")),
            new MemberChange.Promote(9))) {
      refused(STRICT.decide(three, change, healthy(three)), Refusal.Plain.MEMBER_NOT_FOUND);
    }
  }

  @Test
  void aMemberMayMoveButNotToAnothersPlace() {
    Roster two = voters(2, 0);
    Roster moved =
        ok(STRICT.decide(two, new MemberChange.Update(2, List.of("http://new:2")), healthy(two)));
    assertThat(moved.find(2).orElseThrow().peerUrls()).containsExactly("http://new:2");
    assertThat(moved.find(2).orElseThrow().name()).isEqualTo("m2");
    refused(
        STRICT.decide(two, new MemberChange.Update(2, List.of("http://h:1")), healthy(two)),
        Refusal.Plain.PEER_URL_EXISTS);
    assertThat(
            ok(STRICT.decide(two, new MemberChange.Update(2, List.of("http://h:2")), healthy(two))))
        .isEqualTo(two);
  }

  @Test
  void onlyLearnersArePromoted() {
    Roster learning = voters(1, 0).with(member(9, true, true));
    assertThat(ok(STRICT.decide(learning, new MemberChange.Promote(9), healthy(learning))).voters())
        .hasSize(2);
    refused(
        STRICT.decide(learning, new MemberChange.Promote(1), healthy(learning)),
        Refusal.Plain.MEMBER_NOT_LEARNER);
    Roster waiting = voters(1, 2).with(member(9, true, true));
    refused(
        STRICT.decide(waiting, new MemberChange.Promote(9), healthy(waiting)),
        Refusal.Plain.NOT_ENOUGH_STARTED);
  }

  @Test
  void rule65_inSyncIsNineTenthsOfTheLeaders() {
    assertThat(MemberRules.isInSync(90, 100)).isTrue();
    assertThat(MemberRules.isInSync(89, 100)).isFalse();
  }

  @Test
  void aForcedNewClusterIsOneVoterAndForgetsNobodysRemoval() {
    Roster roster = voters(2, 0).with(member(9, true, true)).without(2);
    Roster alone = roster.only(9);
    assertThat(alone.voters()).extracting(Member::id).containsExactly(9L);
    assertThat(alone.removed()).containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void theRosterIsKeptAsText() {
    Roster roster = voters(2, 1).with(member(-5, true, true)).without(2);
    assertThat(MemberText.roster(MemberText.roster(roster))).isEqualTo(roster);
    Roster nobodyLeft = voters(1, 0);
    assertThat(MemberText.roster(MemberText.roster(nobodyLeft))).isEqualTo(nobodyLeft);
  }
}
