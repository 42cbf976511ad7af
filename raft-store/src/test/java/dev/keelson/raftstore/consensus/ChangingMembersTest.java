package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.raftstore.consensus.LogMembers.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom the log counts, changed while it runs: as the leader's reconciler would, one by one. */
@Timeout(180)
final class ChangingMembersTest {
  @TempDir Path directory;

  private ToyCluster alone(int members) throws Exception {
    ToyCluster cluster = new ToyCluster(directory, 7, members);
    cluster.founders = 1;
    return cluster.startAll();
  }

  private static void add(ToyCluster cluster, long id) throws InterruptedException {
    change(cluster, (now, voters) -> with(now, cluster.peer(id), voters), true);
  }

  private static void addLearner(ToyCluster cluster, long id) throws InterruptedException {
    change(cluster, (now, voters) -> with(now, cluster.peer(id), voters), false);
  }

  private static void remove(ToyCluster cluster, long id) throws InterruptedException {
    change(
        cluster,
        (now, _) ->
            new Configuration(
                true,
                now.voters().stream().filter(p -> p.id() != id).toList(),
                now.learners().stream().filter(p -> p.id() != id).toList()),
        true);
  }

  private static Configuration with(Configuration now, LogConfig.Peer peer, boolean voter) {
    List<LogConfig.Peer> voters = new ArrayList<>(now.voters());
    List<LogConfig.Peer> learners = new ArrayList<>(now.learners());
    (voter ? voters : learners).add(peer);
    return new Configuration(true, voters, learners);
  }

  /** Whoever leads does it; tried again as long as that changes. */
  private static void change(
      ToyCluster cluster, BiFunction<Configuration, Boolean, Configuration> next, boolean voter)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      LogMembers members = cluster.log(cluster.leader()).members();
      ToyCluster.await("a settled configuration", () -> members.configuration().settled());
      members.settle();
      Configuration now = members.configuration();
      Configuration wanted = next.apply(now, voter);
      try {
        if (!wanted.isSame(now)) {
          members.reconfigure(now, wanted);
        }
        members.settle();
        return;
      } catch (IllegalStateException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private static void put(ToyCluster cluster, String entry) throws Exception {
    cluster.propose(cluster.leader(), entry).get(20, TimeUnit.SECONDS);
  }

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

  private static long counted(ToyCluster cluster) {
    return cluster.log(cluster.leader()).members().configuration().voters().size();
  }

  @Test
  void oneBecomesThreeAndOneAgain() throws Exception {
    try (ToyCluster cluster = alone(3)) {
      put(cluster, "one");
      cluster.start(2);
      add(cluster, 2);
      put(cluster, "two");
      cluster.start(3);
      add(cluster, 3);
      assertThat(counted(cluster)).isEqualTo(3);
      for (long id = 1; id <= 3; id++) {
        cluster.propose(id, "by " + id).get(20, TimeUnit.SECONDS);
        cluster.log(id).readBarrier().get(20, TimeUnit.SECONDS);
        assertThat(cluster.applier(id).entries()).contains("by " + id);
      }
      awaitSame(cluster, 1, 2, 3);

      long leader = cluster.leader();
      for (long id = 1; id <= 3; id++) {
        if (id != leader) {
          remove(cluster, id);
          long gone = id;
          ToyCluster.await("word of removal", () -> !cluster.applier(gone).failures.isEmpty());
          assertThat(cluster.applier(id).failures).first().isInstanceOf(RemovedFromCluster.class);
          cluster.crash(id);
        }
      }
      put(cluster, "alone again");
      assertThat(counted(cluster)).isEqualTo(1);
      assertThat(Company.isAlone(cluster.config(leader))).isTrue();

      cluster.crash(leader);
      cluster.start(leader);
      put(cluster, "after a restart");
      assertThat(cluster.applier(leader).entries())
          .contains("one", "two", "by 1", "by 2", "by 3", "alone again", "after a restart");
    }
  }

  @Test
  void whatTheLogCountsIsFoundAgainAfterARestartOfAll() throws Exception {
    try (ToyCluster cluster = alone(3)) {
      cluster.start(2);
      add(cluster, 2);
      cluster.start(3);
      add(cluster, 3);
      put(cluster, "before");
      for (long id = 1; id <= 3; id++) {
        cluster.crash(id);
      }
      assertThat(Company.isAlone(cluster.config(1))).isFalse();
      for (long id = 1; id <= 3; id++) {
        cluster.start(id);
      }
      put(cluster, "after");
      assertThat(counted(cluster)).isEqualTo(3);
      cluster.crash(cluster.leader());
      put(cluster, "by the other two");
    }
  }

  @Test
  void aNewcomerIsFilledByACheckpointWhereTheLogIsGone() throws Exception {
    ToyCluster cluster = new ToyCluster(directory, 7, 2);
    cluster.founders = 1;
    cluster.snapshotEntries = 50;
    cluster.snapshotBytes = 16 << 10;
    try (cluster) {
      cluster.startAll();
      for (int i = 0; i < 400; i++) {
        put(cluster, "entry " + i + " " + "x".repeat(200));
      }
      ToyCluster.await("a shorter log", () -> cluster.log(1).startOfLog() > 0);
      cluster.start(2);
      add(cluster, 2);
      put(cluster, "last");
      awaitSame(cluster, 1, 2);
      assertThat(cluster.applier(2).installs.get()).isPositive();
      cluster.crash(2);
      cluster.start(2);
      put(cluster, "still a member");
      awaitSame(cluster, 1, 2);
    }
  }

  @Test
  void aLearnerFollowsWithoutAVoteAndGetsOneAsANewcomer() throws Exception {
    try (ToyCluster cluster = alone(2)) {
      cluster.learners.add(2L);
      put(cluster, "before");
      cluster.start(2);
      addLearner(cluster, 2);
      put(cluster, "taught");
      awaitSame(cluster, 1, 2);
      assertThat(counted(cluster)).isEqualTo(1);
      cluster.log(2).readBarrier().get(20, TimeUnit.SECONDS);

      cluster.crash(2);
      put(cluster, "without it");
      cluster.start(2);
      awaitSame(cluster, 1, 2);

      remove(cluster, 2);
      add(cluster, 2);
      assertThat(counted(cluster)).isEqualTo(2);
      put(cluster, "together");
      awaitSame(cluster, 1, 2);
      cluster.log(1).transferLeadership(2).get(20, TimeUnit.SECONDS);
      put(cluster, "led by the former learner");
      awaitSame(cluster, 1, 2);
    }
  }

  @Test
  void aLearnerThatIsDownDoesNotHoldUpANewcomer() throws Exception {
    try (ToyCluster cluster = alone(3)) {
      cluster.learners.add(2L);
      cluster.start(2);
      addLearner(cluster, 2);
      put(cluster, "taught");
      awaitSame(cluster, 1, 2);
      cluster.crash(2);
      cluster.start(3);
      add(cluster, 3);
      assertThat(counted(cluster)).isEqualTo(2);
      cluster.start(2);
      put(cluster, "all");
      awaitSame(cluster, 1, 2, 3);
    }
  }

  @Test
  void aNewcomerThatIsNotThereIsGivenUpAndNothingIsLost() throws Exception {
    ToyCluster cluster = new ToyCluster(directory, 7, 2);
    cluster.founders = 1;
    cluster.electionTimeout = Duration.ofMillis(500);
    try (cluster) {
      cluster.startAll();
      LogMembers members = cluster.log(cluster.leader()).members();
      assertThat(members.answers(cluster.peer(2)).get(20, TimeUnit.SECONDS)).isFalse();
      Configuration now = members.configuration();
      CompletableFuture<Throwable> failed = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  members.reconfigure(now, with(now, cluster.peer(2), true));
                  failed.complete(new AssertionError("added a member that is not there"));
                } catch (InterruptedException | RuntimeException e) {
                  failed.complete(e);
                }
              });
      put(cluster, "meanwhile");
      assertThat(failed.get(60, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
      put(cluster, "afterwards");
      cluster.start(2);
      assertThat(members.answers(cluster.peer(2)).get(20, TimeUnit.SECONDS)).isTrue();
      add(cluster, 2);
      awaitSame(cluster, 1, 2);
    }
  }

  @Test
  void aMemberThatMovedIsDialledAtItsNewAddress() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      put(cluster, "before");
      long moved = cluster.follower();
      cluster.crash(moved);
      cluster.move(moved);
      change(
          cluster,
          (now, _) ->
              new Configuration(
                  true,
                  now.voters().stream().map(p -> cluster.peer(p.id())).toList(),
                  now.learners()),
          true);
      put(cluster, "while it was away");
      cluster.start(moved);
      awaitSame(cluster, 1, 2, 3);
      cluster.log(cluster.leader()).transferLeadership(moved).get(20, TimeUnit.SECONDS);
      put(cluster, "led from there");
      awaitSame(cluster, 1, 2, 3);
    }
  }

  @Test
  void theLastOneLeftIsForcedToGoOnAlone() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 3).startAll()) {
      for (int i = 0; i < 50; i++) {
        put(cluster, "e" + i);
      }
      awaitSame(cluster, 1, 2, 3);
      for (long id = 1; id <= 3; id++) {
        cluster.crash(id);
      }
      Alone.force(cluster.config(2));
      cluster.start(2);
      put(cluster, "alone");
      LogMembers members = cluster.log(2).members();
      ToyCluster.await("a settled configuration", () -> members.configuration().settled());
      assertThat(members.configuration().voters()).containsExactly(cluster.peer(2));
      cluster.crash(2);
      cluster.start(2);
      put(cluster, "still alone");
      assertThat(cluster.applier(2).entries()).hasSize(52);
    }
  }

  /**
   * The leader's lease across changes: whatever was acknowledged before a barrier was asked for is
   * there after it, on every member, while members come and go and the lead moves.
   */
  @Test
  @Timeout(240)
  void noReadIsStaleWhileMembersComeAndGo() throws Exception {
    ToyCluster cluster = new ToyCluster(directory, 7, 3);
    cluster.founders = 1;
    cluster.electionTimeout = Duration.ofMillis(600);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger acknowledged = new AtomicInteger();
    AtomicInteger reads = new AtomicInteger();
    List<Throwable> broken = new ArrayList<>();
    try (cluster) {
      cluster.startAll();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    int next = 0;
                    while (!stop.get()) {
                      try {
                        long at = 1 + next % 3;
                        RatisLog log = cluster.logOrNull(at);
                        if (log != null) {
                          log.propose(("w" + next).getBytes(), "w" + next)
                              .get(10, TimeUnit.SECONDS);
                          acknowledged.incrementAndGet();
                        }
                      } catch (ExecutionException | TimeoutException e) {
                        // its fate is open
                      } catch (InterruptedException e) {
                        return;
                      }
                      next++;
                    }
                  });
      List<Thread> readers = new ArrayList<>();
      for (long id = 1; id <= 3; id++) {
        long member = id;
        readers.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      while (!stop.get()) {
                        RatisLog log = cluster.logOrNull(member);
                        ToyApplier applier = cluster.applierOrNull(member);
                        int before = acknowledged.get();
                        try {
                          if (log == null || applier == null) {
                            Thread.sleep(1);
                            continue;
                          }
                          log.readBarrier().get(10, TimeUnit.SECONDS);
                          reads.incrementAndGet();
                          LockSupport.parkNanos(50_000);
                          if (applier.size() < before) {
                            synchronized (broken) {
                              broken.add(
                                  new AssertionError(
                                      member + " has " + applier.size() + " of " + before));
                            }
                          }
                        } catch (ExecutionException | TimeoutException e) {
                          // refused: no answer is no stale answer
                        } catch (InterruptedException e) {
                          return;
                        }
                      }
                    }));
      }
      cluster.start(2);
      add(cluster, 2);
      cluster.start(3);
      add(cluster, 3);
      for (int round = 0; round < 3; round++) {
        long successor = cluster.follower();
        try {
          cluster.log(cluster.leader()).transferLeadership(successor).get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          // somebody else leads now, as well
        }
        Thread.sleep(300);
      }
      while (counted(cluster) > 1) {
        long gone = cluster.follower();
        remove(cluster, gone);
        cluster.crash(gone);
      }
      Thread.sleep(500);
      stop.set(true);
      writer.join();
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(broken).isEmpty();
      assertThat(acknowledged.get()).isPositive();
      assertThat(cluster.applier(cluster.leader()).size())
          .isGreaterThanOrEqualTo(acknowledged.get());
      System.out.println(acknowledged + " writes, " + reads + " reads while members came and went");
    }
  }
}
