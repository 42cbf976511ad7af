package dev.keelson.raftstore.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
final class SingleMemberTest {
  @TempDir Path directory;

  @Test
  void appliesWhatIsProposedInOrderWithWhatWasPrepared() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        expected.add("e" + i);
        all.add(cluster.propose(1, "e" + i));
      }
      all.forEach(CompletableFuture::join);
      assertThat(cluster.applier(1).entries()).isEqualTo(expected);
      assertThat(cluster.applier(1).prepared.get()).isEqualTo(200);
      assertThat(cluster.log(1).pending()).isZero();
      assertThat(cluster.log(1).progress().applied()).isGreaterThanOrEqualTo(200);
    }
  }

  @Test
  void takesProposalsAndBarriersBeforeItLeads() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      CompletableFuture<Void> barrier = cluster.log(1).readBarrier();
      cluster.propose(1, "early").get(20, TimeUnit.SECONDS);
      barrier.get(20, TimeUnit.SECONDS);
      assertThat(cluster.applier(1).entries()).containsExactly("early");
    }
  }

  @Test
  void leaderAnswersBarrierWithinTheCall() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      cluster.propose(1, "x").join();
      assertThat(cluster.log(1).readBarrier()).isCompleted();
    }
  }

  @Test
  void goesOnAfterRestartWithoutApplyingTwice() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      cluster.propose(1, "a").join();
      cluster.propose(1, "b").join();
      cluster.stop(1);
      assertThat(cluster.applier(1).closed).isTrue();
      cluster.start(1);
      cluster.log(1).readBarrier().get(20, TimeUnit.SECONDS);
      assertThat(cluster.applier(1).entries()).containsExactly("a", "b");
      cluster.propose(1, "c").get(20, TimeUnit.SECONDS);
      assertThat(cluster.applier(1).entries()).containsExactly("a", "b", "c");
    }
  }

  @Test
  void barrierAfterRestartSeesEntriesThatTheStateHadLost() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      for (int i = 0; i < 50; i++) {
        cluster.propose(1, "e" + i).join();
      }
      cluster.crash(1);
      Directories.remove(cluster.home(1).resolve("state")); // nothing of it was durable
      cluster.start(1);
      cluster.log(1).readBarrier().get(20, TimeUnit.SECONDS);
      assertThat(cluster.applier(1).entries()).hasSize(50);
    }
  }

  @Test
  void shortensItsLogByCheckpointsAndRecoversFromOne() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1)) {
      cluster.snapshotEntries = 20;
      cluster.snapshotBytes = 32 << 10;
      cluster.startAll();
      cluster.leader();
      String big = "x".repeat(1000);
      int count = 0;
      while (cluster.log(1).startOfLog() < 100) {
        cluster.propose(1, count++ + big).join();
        assertThat(count).isLessThan(3_000);
      }
      cluster.stop(1);
      Path sm = cluster.home(1).resolve("raft").resolve(PeerIds.group(7).getUuid().toString());
      assertThat(Directories.children(sm.resolve("sm"))).hasSizeBetween(1, 2);
      Directories.remove(cluster.home(1).resolve("state")); // only the checkpoint can help now
      cluster.start(1);
      cluster.log(1).readBarrier().get(20, TimeUnit.SECONDS);
      assertThat(cluster.applier(1).entries()).hasSize(count);
      assertThat(cluster.applier(1).installs.get()).isEqualTo(1);
      cluster.propose(1, "after").get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void unfinishedCheckpointIsNotMistakenForOne() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      cluster.propose(1, "a").join();
      cluster.stop(1);
      Path root = cluster.home(1).resolve("raft").resolve(PeerIds.group(7).getUuid().toString());
      Files.createDirectories(root.resolve("checkpoint.tmp").resolve("nested"));
      Files.writeString(
          root.resolve("checkpoint.tmp").resolve("nested").resolve("entries"), "half");
      Files.createDirectories(root.resolve("tmp").resolve("snapshot-half"));
      cluster.start(1);
      cluster.log(1).readBarrier().get(20, TimeUnit.SECONDS);
      assertThat(cluster.applier(1).entries()).containsExactly("a");
      assertThat(root.resolve("checkpoint.tmp")).doesNotExist();
      assertThat(root.resolve("tmp").resolve("snapshot-half")).doesNotExist();
    }
  }

  @Test
  void refusesAnEntryPastTheLimitAndTakesOneAtIt() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      byte[] most = new byte[ReplicatedLog.MAX_ENTRY_BYTES];
      java.util.Arrays.fill(most, (byte) 'x');
      cluster
          .log(1)
          .propose(most, new String(most, StandardCharsets.UTF_8))
          .get(30, TimeUnit.SECONDS);
      assertThatThrownBy(
              () -> cluster.log(1).propose(new byte[ReplicatedLog.MAX_ENTRY_BYTES + 1], "no"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(cluster.log(1).leadership().leading()).isTrue();
      assertThat(cluster.applier(1).size()).isEqualTo(1);
    }
  }

  @Test
  void failingApplyStopsTheMemberAndNamesTheEntry() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1)) {
      cluster.requestTimeout = Duration.ofSeconds(3);
      cluster.startAll();
      cluster.leader();
      cluster.propose(1, "good").join();
      cluster.applier(1).poison = "bad";
      long index = cluster.log(1).progress().lastIndex();
      CompletableFuture<Void> bad = cluster.propose(1, "bad");
      assertThat(bad).failsWithin(Duration.ofSeconds(20));
      ToyCluster.await("failure", () -> !cluster.applier(1).failures.isEmpty());
      assertThat(cluster.applier(1).failures).hasSize(1);
      assertThat(cluster.applier(1).failures.getFirst()).hasMessageContaining("applying entry ");
      assertThat(index).isPositive();
      assertThat(cluster.propose(1, "later")).failsWithin(Duration.ofSeconds(20));
      assertThat(cluster.applier(1).entries()).containsExactly("good");
      assertThat(cluster.applier(1).closed).isFalse();
    }
  }

  @Test
  void refusesADirectoryOfAnotherCluster() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      cluster.stop(1);
    }
    try (ToyCluster other = new ToyCluster(directory, 8, 1)) {
      assertThatThrownBy(other::startAll)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another cluster");
    }
  }

  @Test
  void refusesAStateWhoseLogIsLost() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      for (int i = 0; i < 20; i++) {
        cluster.propose(1, "e" + i).join();
      }
      cluster.stop(1);
      Directories.remove(cluster.home(1).resolve("raft"));
      assertThatThrownBy(() -> cluster.start(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the log was lost");
    }
  }

  @Test
  void closedLogRefusesAndLeavesNoThreadThatHoldsTheProcess() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      RatisLog log = cluster.log(1);
      long began = System.nanoTime();
      cluster.stop(1);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
      assertThat(log.propose(new byte[1], "x")).isCompletedExceptionally();
      assertThat(log.readBarrier()).isCompletedExceptionally();
      ToyCluster.await(
          "no thread of ours",
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .noneMatch(t -> !t.isDaemon() && t.isAlive() && t.getName().startsWith("raft")));
    }
  }

  @Test
  void asksItself() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1).startAll()) {
      cluster.leader();
      byte[] answer = cluster.log(1).askLeader("q".getBytes(StandardCharsets.UTF_8)).join();
      assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("answer to q");
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1);
        java.net.ServerSocket taken =
            new java.net.ServerSocket(
                cluster.peers().getFirst().port(), 1, java.net.InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(cluster::startAll).isInstanceOf(java.io.IOException.class);
      assertThat(cluster.applier(1).failures).isEmpty();
    }
  }

  @Test
  void refusesAStateThatEndsBeforeItsLogBegins() throws Exception {
    try (ToyCluster cluster = new ToyCluster(directory, 7, 1)) {
      cluster.snapshotEntries = 20;
      cluster.snapshotBytes = 32 << 10;
      cluster.startAll();
      cluster.leader();
      while (cluster.log(1).startOfLog() < 50) {
        cluster.propose(1, "x".repeat(2000)).join();
      }
      cluster.stop(1);
      Directories.remove(cluster.home(1).resolve("state"));
      Path root = cluster.home(1).resolve("raft").resolve(PeerIds.group(7).getUuid().toString());
      Directories.remove(root.resolve("sm"));
      assertThatThrownBy(() -> cluster.start(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("entries between are lost");
    }
  }
}
