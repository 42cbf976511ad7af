package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ThreeMembersTest {
  @TempDir Path directory;

  private static void awaitSame(ToyCluster cluster, long... members) {
    ToyCluster.await(
        "same entries everywhere",
        () -> {
          List<String> first = cluster.applier(members[0]).entries();
          for (long member : members) {
            if (!cluster.applier(member).entries().equals(first)) {
              return false;
            }
          }
          return true;
        });
  }

  @Test
  void sameOrderEverywhereWhoeverProposes() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      long leader = cluster.leader();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        for (long member = 1; member <= 3; member++) {
          all.add(cluster.propose(member, member + "-" + i));
        }
      }
      for (CompletableFuture<Void> one : all) {
        one.get(30, TimeUnit.SECONDS);
      }
      awaitSame(cluster, 1, 2, 3);
      assertThat(cluster.applier(1).entries()).hasSize(180).doesNotHaveDuplicates();
      assertThat(cluster.applier(leader).prepared.get()).isEqualTo(60);
    }
  }

  @Test
  void theLeaderTimesItsSyncsAndTheWayToEachFollower() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      long leader = cluster.leader();
      cluster.propose(leader, "e").get(20, TimeUnit.SECONDS);
      ReplicatedLog.Timings timings = cluster.log(leader).timings();
      ToyCluster.await(
          "heartbeats answered by both followers",
          () ->
              timings.roundTrips().size() == 2
                  && timings.roundTrips().values().stream().allMatch(trips -> trips.sum() > 0));
      assertThat(timings.roundTrips()).doesNotContainKey(leader);
      assertThat(timings.syncs().sum()).isPositive();
    }
  }

  @Test
  void barrierOnAFollowerSeesWhatTheLeaderAcknowledged() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      long leader = cluster.leader();
      long follower = cluster.follower();
      for (int i = 0; i < 100; i++) {
        String entry = "e" + i;
        cluster.propose(leader, entry).get(20, TimeUnit.SECONDS);
        cluster.log(follower).readBarrier().get(20, TimeUnit.SECONDS);
        assertThat(cluster.applier(follower).entries()).contains(entry);
      }
    }
  }

  @Test
  void readsAloneKeepTheLeaseAndSilenceWritesNothing() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      RatisLog leader = cluster.log(cluster.leader());
      leader.readBarrier().get(20, TimeUnit.SECONDS);
      long before = leader.progress().lastIndex();
      long until = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
      int waited = 0;
      while (System.nanoTime() < until) {
        CompletableFuture<Void> barrier = leader.readBarrier();
        waited += barrier.isDone() ? 0 : 1;
        barrier.get(20, TimeUnit.SECONDS);
        Thread.sleep(1);
      }
      long entries = leader.progress().lastIndex() - before;
      assertThat(entries).isBetween(2L, 30L);
      assertThat(waited).isLessThan(20); // none on an idle machine
      Thread.sleep(1_200); // the lease runs out
      assertThat(leader.progress().lastIndex() - before).isBetween(entries, entries + 1);
      leader.readBarrier().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void manyBarriersAtOnceAllComplete() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      cluster.leader();
      long follower = cluster.follower();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        all.add(cluster.log(follower).readBarrier());
      }
      for (CompletableFuture<Void> one : all) {
        one.get(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void noAcknowledgedEntryIsLostNorAppliedTwiceWhenTheLeaderDies() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      long leader = cluster.leader();
      List<Long> others = List.of(1L, 2L, 3L).stream().filter(id -> id != leader).toList();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      Set<String> acknowledged = new HashSet<>();
      for (int i = 0; i < 300; i++) {
        String entry = "e" + i;
        CompletableFuture<Void> one = cluster.propose(others.get(i % 2), entry);
        all.add(
            one.thenRun(
                () -> {
                  synchronized (acknowledged) {
                    acknowledged.add(entry);
                  }
                }));
        if (i == 150) {
          all.getFirst().get(20, TimeUnit.SECONDS);
          cluster.crash(leader);
        }
      }
      for (CompletableFuture<Void> one : all) {
        one.get(40, TimeUnit.SECONDS); // retried until the new leader has them
      }
      assertThat(cluster.leader()).isNotEqualTo(leader);
      awaitSame(cluster, others.get(0), others.get(1));
      List<String> entries = cluster.applier(others.getFirst()).entries();
      assertThat(entries).doesNotHaveDuplicates().containsAll(acknowledged).hasSize(300);
      cluster.start(leader);
      awaitSame(cluster, 1, 2, 3);
    }
  }

  @Test
  void leadershipIsToldAndCanBeHandedOn() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      for (int round = 0; round < 3; round++) {
        long leader = cluster.leader();
        long successor = cluster.follower();
        long asked = round == 1 ? successor : leader; // a follower passes the request on
        ToyCluster.await(
            "successor knows the leader",
            () -> cluster.log(successor).leadership().leader() == leader);
        cluster.log(asked).transferLeadership(successor).get(20, TimeUnit.SECONDS);
        ToyCluster.await("it leads", () -> cluster.log(successor).leadership().leading());
        ToyCluster.await(
            "it was told",
            () ->
                !cluster.applier(successor).told.isEmpty()
                    && cluster.applier(successor).told.getLast().leading());
        ToyCluster.await(
            "the other was told",
            () -> cluster.applier(leader).told.getLast().leader() == successor);
        cluster.propose(leader, "r" + round).get(20, TimeUnit.SECONDS);
      }
      assertThat(cluster.log(1).transferLeadership(99)).failsWithin(Duration.ofSeconds(20));
    }
  }

  @Test
  void closingLeaderHandsLeadershipOn() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3)) {
      cluster.electionTimeout = Duration.ofSeconds(5); // an election would take this long
      cluster.startAll();
      long first = cluster.follower();
      cluster.log(1).transferLeadership(first).get(20, TimeUnit.SECONDS); // loads the classes
      ToyCluster.await("handed on", () -> cluster.log(first).leadership().leading());
      long leader = cluster.leader();
      cluster.propose(leader, "a").get(20, TimeUnit.SECONDS);
      ToyCluster.await(
          "everybody applied",
          () -> List.of(1L, 2L, 3L).stream().allMatch(id -> cluster.applier(id).size() == 1));
      long began = System.nanoTime();
      cluster.stop(leader);
      cluster.leader();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void questionReachesTheLeaderFromAnywhere() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      cluster.leader();
      for (long member = 1; member <= 3; member++) {
        byte[] answer =
            cluster
                .log(member)
                .askLeader(("q" + member).getBytes(StandardCharsets.UTF_8))
                .get(20, TimeUnit.SECONDS);
        assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("answer to q" + member);
      }
    }
  }

  @Test
  void withoutAMajorityNothingIsPromised() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3)) {
      cluster.requestTimeout = Duration.ofSeconds(4);
      cluster.startAll();
      long leader = cluster.leader();
      for (long id = 1; id <= 3; id++) {
        if (id != leader) {
          cluster.crash(id);
        }
      }
      CompletableFuture<Void> proposal = cluster.propose(leader, "x");
      assertThat(proposal)
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .withMessageMatching("(?s).*(LEADER_CHANGED|TIMEOUT).*");
      // The lease is over by now: a barrier must not succeed.
      assertThat(cluster.log(leader).readBarrier()).failsWithin(Duration.ofSeconds(20));
      ToyCluster.await("steps down", () -> !cluster.log(leader).leadership().leading());
      assertThat(cluster.propose(leader, "y"))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(java.util.concurrent.ExecutionException.class)
          .withMessageContaining("NO_LEADER");
    }
  }

  @Test
  void absentMemberCatchesUpFromTheLog() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      cluster.leader();
      long follower = cluster.follower();
      cluster.propose(cluster.leader(), "a").get(20, TimeUnit.SECONDS);
      cluster.stop(follower);
      for (int i = 0; i < 50; i++) {
        cluster.propose(cluster.leader(), "b" + i).get(20, TimeUnit.SECONDS);
      }
      cluster.start(follower);
      awaitSame(cluster, 1, 2, 3);
      assertThat(cluster.applier(follower).installs.get()).isZero();
      assertThat(cluster.applier(follower).entries()).hasSize(51);
    }
  }

  @Test
  void absentAndEmptiedMembersCatchUpByCheckpoint() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3)) {
      cluster.snapshotEntries = 50;
      cluster.snapshotBytes = 64 << 10;
      cluster.startAll();
      cluster.leader();
      long follower = cluster.follower();
      String big = "x".repeat(2000);
      int count = 0;
      for (int round = 0; round < 3; round++) {
        cluster.stop(follower);
        if (round > 0) {
          Directories.remove(cluster.home(follower)); // emptied, same id
        }
        long leader = cluster.leader();
        long aim = cluster.log(leader).progress().applied() + 1;
        while (cluster.log(leader).startOfLog() < aim) {
          cluster.propose(leader, count++ + big).get(20, TimeUnit.SECONDS);
        }
        cluster.start(follower);
        awaitSame(cluster, 1, 2, 3);
        assertThat(cluster.applier(follower).installs.get()).isPositive();
        cluster.propose(follower, "after" + round).get(20, TimeUnit.SECONDS);
        cluster.log(follower).readBarrier().get(20, TimeUnit.SECONDS);
        assertThat(cluster.applier(follower).entries()).contains("after" + round);
        assertThat(cluster.applier(follower).failures).isEmpty();
      }
    }
  }

  @Test
  void memberWhoseDataWasTakenAwayIsFilledAgainUnderTheSameLeader() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3)) {
      cluster.snapshotEntries =
          100; // the second time there is a checkpoint, and the log still reaches far back
      cluster.startAll();
      long leader = cluster.leader();
      long follower = cluster.follower();
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 40 + 200 * round; i++) {
          cluster.propose(leader, round + "-" + i).get(20, TimeUnit.SECONDS);
        }
        awaitSame(cluster, 1, 2, 3);
        cluster.crash(follower);
        cluster.propose(leader, "without" + round).get(20, TimeUnit.SECONDS);
        Directories.remove(cluster.home(follower));
        long began = System.nanoTime();
        cluster.start(follower);
        awaitSame(cluster, 1, 2, 3);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(cluster.leader()).isEqualTo(leader);
        cluster.log(follower).readBarrier().get(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void followersHearOfWhatIsCommittedBeforeTheNextHeartbeat() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3)) {
      cluster.electionTimeout = Duration.ofSeconds(5); // heartbeats are 2.5 s apart
      cluster.startAll();
      long leader = cluster.leader();
      long follower = cluster.follower();
      cluster.log(follower).readBarrier().get(20, TimeUnit.SECONDS);
      for (int i = 0; i < 60; i++) {
        String entry = "e" + i;
        cluster.propose(i % 2 == 0 ? leader : follower, entry).get(20, TimeUnit.SECONDS);
        long began = System.nanoTime();
        cluster.log(follower).readBarrier().get(20, TimeUnit.SECONDS);
        assertThat(cluster.applier(follower).entries()).contains(entry);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void clustersOfDifferentIdsRefuseEachOther() throws Exception {
    try (ToyCluster one = new ToyCluster(directory.resolve("one"), 7, 3)) {
      one.requestTimeout = Duration.ofSeconds(3);
      one.start(1);
      one.start(2);
      one.leader();
      // Member 3 of another cluster on the address of member 3.
      LogConfig stranger = one.config(3);
      ToyApplier applier = new ToyApplier(directory.resolve("stranger"));
      RatisLog log =
          RatisLog.open(
              new LogConfig(
                  stranger.directory(),
                  8,
                  3,
                  stranger.bind(),
                  stranger.peers(),
                  stranger.electionTimeout(),
                  stranger.heartbeat(),
                  stranger.requestTimeout(),
                  stranger.snapshotEntries(),
                  stranger.snapshotBytes(),
                  false,
                  stranger.tls()),
              applier);
      try {
        one.propose(1, "ours").get(20, TimeUnit.SECONDS);
        assertThat(log.propose("theirs".getBytes(StandardCharsets.UTF_8), "theirs"))
            .failsWithin(Duration.ofSeconds(20));
        assertThat(applier.entries()).isEmpty();
        assertThat(log.leadership().hasLeader()).isFalse();
      } finally {
        log.close();
      }
    }
  }

  @Test
  void wholeClusterComesBackWithEverything() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      for (int i = 0; i < 20; i++) {
        cluster.propose(cluster.leader(), "e" + i).get(20, TimeUnit.SECONDS);
      }
      for (long id = 1; id <= 3; id++) {
        cluster.crash(id);
        Directories.remove(cluster.home(id).resolve("state"));
      }
      cluster.startAll();
      cluster.log(1).readBarrier().get(30, TimeUnit.SECONDS);
      assertThat(cluster.applier(1).entries()).hasSize(20);
    }
  }

  @Test
  void failingApplyOnTheLeaderStopsItAloneAndTheOthersGoOn() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      long leader = cluster.leader();
      long follower = cluster.follower();
      cluster.propose(leader, "a").get(20, TimeUnit.SECONDS);
      cluster.applier(leader).poison = "bad";
      cluster.propose(follower, "bad").get(40, TimeUnit.SECONDS);
      ToyCluster.await("failure", () -> !cluster.applier(leader).failures.isEmpty());
      assertThat(cluster.applier(leader).entries()).containsExactly("a");
      ToyCluster.await(
          "applied once", () -> cluster.applier(follower).entries().equals(List.of("a", "bad")));
      ToyCluster.await(
          "another leads",
          () -> {
            long now = cluster.log(follower).leadership().leader();
            return now != 0 && now != leader;
          });
    }
  }
}
