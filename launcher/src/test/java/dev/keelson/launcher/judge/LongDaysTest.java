package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveResponse;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.MoveLeaderResponse;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad days that last: no quorum, and a member that lives in another hour. */
@Tag("judge")
@Timeout(1_200)
class LongDaysTest {
  /** Unit: seconds. Ten minutes are asked of a release: {@code -Dkeelson.quorumLost=600}. */
  private static final int QUORUM_LOST = Integer.getInteger("keelson.quorumLost", 15);

  private static final long TTL = 300;

  @TempDir Path directory;

  @Test
  void withoutAQuorumNothingIsAcknowledgedAndAllIsThereWhenItIsBack() {
    try (EtcdCluster cluster = EtcdCluster.start(Binary.ours(), 3, directory)) {
      EtcdProcess left = cluster.member((Probe.leader(cluster) + 1) % 3);
      List<EtcdProcess> gone = cluster.members().stream().filter(m -> m != left).toList();
      try (EtcdClient client = EtcdClient.to(left)) {
        long lease = grant(client);
        Probe.putUntilDone(client, "before", "1");
        gone.forEach(EtcdProcess::kill);
        long end = System.nanoTime() + QUORUM_LOST * 1_000_000_000L;
        int refused = 0;
        do {
          assertRefused(client.call(Probe.put("meanwhile", "1")), left);
          assertRefused(client.call(Probe.get("before")), left);
          assertThat(
                  client
                      .call(Probe.get("before").toBuilder().setSerializable(true).build())
                      .as(RangeResponse.class)
                      .getCount())
              .as("what is known here can be read")
              .isEqualTo(1);
          refused++;
        } while (System.nanoTime() < end);
        assertThat(left.isAlive()).as(left.log()).isTrue();
        gone.forEach(EtcdProcess::exec);
        gone.forEach(EtcdProcess::awaitReady);
        long revision = Probe.putUntilDone(client, "after", "1");
        assertThat(Probe.readAll(client).toString()).contains("before=1", "after=1");
        assertThat(timeToLive(client, lease))
            .as("nobody could say that it ran out")
            .isBetween(1L, TTL);
        Probe.membersAgree(cluster, revision);
        System.out.printf(
            "quorum lost for %d s: %d writes and reads refused meanwhile%n", QUORUM_LOST, refused);
      }
    }
  }

  private static void assertRefused(Answer answer, EtcdProcess member) {
    assertThat(answer).as(member.log()).isInstanceOf(Answer.Error.class);
    String text = ((Answer.Error) answer).text();
    assertThat(text)
        .as("why, in etcd's words")
        .containsAnyOf("request timed out", "no leader", "leader changed");
  }

  @Test
  void aMemberWhoseClockIsAnHourAheadHarmsNoLease() {
    Path faketime = faketime();
    try (EtcdCluster cluster = EtcdCluster.of(Binary.ours(), 3, directory)) {
      EtcdProcess ahead = cluster.member(0);
      ahead
          .with("LD_PRELOAD", faketime.toString())
          .with("FAKETIME", "+3600")
          .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
          .with("FAKETIME_FORCE_MONOTONIC_FIX", "0");
      cluster.members().forEach(EtcdProcess::exec);
      cluster.members().forEach(EtcdProcess::awaitReady);
      try (EtcdClient onAhead = EtcdClient.to(ahead);
          EtcdClient other = EtcdClient.to(cluster.member(1))) {
        long lease = grant(other);
        Probe.putUntilDone(other, "k", "v");
        // Leadership goes to the member that lives an hour later, and away from it again.
        for (int leader : List.of(0, 1, 0, 2)) {
          lead(cluster, leader);
          for (EtcdClient client : List.of(onAhead, other)) {
            assertThat(timeToLive(client, lease)).as(cluster.log()).isBetween(TTL / 2, TTL);
          }
        }
        ahead.kill();
        ahead.start();
        onAhead.reconnect();
        assertThat(timeToLive(onAhead, lease)).isBetween(TTL / 2, TTL);
        Probe.membersAgree(cluster, Probe.putUntilDone(onAhead, "k", "w"));
      }
    }
  }

  private static long grant(EtcdClient client) {
    for (int attempt = 0; attempt < 100; attempt++) {
      if (client.call(LeaseGrantRequest.newBuilder().setTTL(TTL).build())
          instanceof Answer.Reply(LeaseGrantResponse granted)) {
        return granted.getID();
      }
      Probe.pause(100);
    }
    throw new AssertionError("no lease was granted");
  }

  /** Unit: seconds; asked again while there is no leader. */
  private static long timeToLive(EtcdClient client, long lease) {
    Answer last = null;
    for (int attempt = 0; attempt < 100; attempt++) {
      last = client.call(LeaseTimeToLiveRequest.newBuilder().setID(lease).build());
      if (last instanceof Answer.Reply(LeaseTimeToLiveResponse left)) {
        return left.getTTL();
      }
      Probe.pause(100);
    }
    throw new AssertionError("no answer: " + last);
  }

  private static void lead(EtcdCluster cluster, int wanted) {
    for (int attempt = 0; attempt < 100; attempt++) {
      int leader = Probe.leader(cluster);
      if (leader == wanted) {
        return;
      }
      try (EtcdClient client = EtcdClient.to(cluster.member(leader));
          EtcdClient next = EtcdClient.to(cluster.member(wanted))) {
        if (next.call(StatusRequest.getDefaultInstance())
            instanceof Answer.Reply(StatusResponse status)) {
          Answer moved =
              client.call(
                  MoveLeaderRequest.newBuilder()
                      .setTargetID(status.getHeader().getMemberId())
                      .build());
          if (!(moved instanceof Answer.Reply(MoveLeaderResponse _))) {
            Probe.pause(200);
          }
        }
      }
    }
    throw new AssertionError("leadership does not move" + cluster.log());
  }

  private static Path faketime() {
    Optional<Path> library =
        Stream.of("x86_64-linux-gnu/", "aarch64-linux-gnu/", "")
            .map(machine -> Path.of("/usr/lib/" + machine + "faketime/libfaketimeMT.so.1"))
            .filter(Files::exists)
            .findFirst();
    Assumptions.assumeTrue(
        library.isPresent(), "skipped: no libfaketime to set a clock with; install faketime");
    return library.orElseThrow();
  }
}
