package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.RangeResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad days of one member of three: paused, far behind, emptied. */
@Tag("judge")
@Timeout(150)
class MemberDaysTest {

  @TempDir Path directory;

  /**
   * etcd issue 20418: a leader that slept through an election must not answer what it remembers.
   */
  @Test
  void aPausedLeaderDoesNotAnswerOldValues() {
    try (EtcdCluster cluster = EtcdCluster.start(Binary.ours(), 3, directory)) {
      for (int round = 0; round < 3; round++) {
        int leader = Probe.leader(cluster);
        EtcdProcess paused = cluster.member(leader);
        try (EtcdClient onPaused = EtcdClient.to(paused);
            EtcdClient other = EtcdClient.to(cluster.member((leader + 1) % 3))) {
          Probe.putUntilDone(onPaused, "k", "old" + round);
          long revision;
          paused.pause();
          try {
            revision = Probe.putUntilDone(other, "k", "new" + round);
          } finally {
            paused.resume();
          }
          for (int i = 0; i < 20; i++) {
            if (onPaused.call(Probe.get("k")) instanceof Answer.Reply(RangeResponse range)) {
              assertThat(range.getKvs(0).getValue().toStringUtf8())
                  .as("linearizable read on the member that was paused" + paused.log())
                  .isEqualTo("new" + round);
            }
          }
          Probe.membersAgree(cluster, revision);
        }
      }
    }
  }

  @Test
  void aMemberFarBehindCatchesUp() {
    try (EtcdCluster cluster =
        EtcdCluster.start(Binary.ours(), 3, directory, "--snapshot-count=500")) {
      int follower = (Probe.leader(cluster) + 1) % 3;
      cluster.member(follower).kill();
      long revision = write(cluster, (follower + 1) % 3, 3_000);
      cluster.member(follower).start();
      Probe.membersAgree(cluster, revision);
    }
  }

  @Test
  void anEmptiedMemberIsFilledAgain() throws IOException {
    Assumptions.assumeFalse(
        Binary.ours().path().getFileName().toString().startsWith("etcd-"),
        "skipped: real etcd wants the member removed and added anew");
    try (EtcdCluster cluster =
        EtcdCluster.start(Binary.ours(), 3, directory, "--snapshot-count=500")) {
      int follower = (Probe.leader(cluster) + 1) % 3;
      write(cluster, (follower + 1) % 3, 1_500);
      cluster.member(follower).kill();
      long revision = write(cluster, (follower + 1) % 3, 500);
      try (var walk = Files.walk(cluster.member(follower).dataDir())) {
        for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
      cluster.member(follower).start();
      Probe.membersAgree(cluster, revision);
    }
  }

  private static long write(EtcdCluster cluster, int member, int count) {
    long revision = 0;
    try (EtcdClient client = EtcdClient.to(cluster.member(member))) {
      for (int i = 0; i < count; i++) {
        revision = Probe.putUntilDone(client, "k" + i % 100, "value " + i + "x".repeat(300));
      }
    }
    return revision;
  }
}
