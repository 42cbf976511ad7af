package dev.keelson.launcher.judge;

import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at random moments under load: no acknowledged write is lost, no revision means
 * two things, and members agree afterwards (rule 69). A short form by default; {@code
 * -Dkeelson.kills=200} is the long one, {@code -Dkeelson.seed} repeats the moments.
 */
@Tag("judge")
class KillTest {
  private static final int WRITERS = 6;
  private static final int SHOWN = 12;

  private final long seed = Long.getLong("keelson.seed", System.nanoTime() & 0xffff_ffffL);
  private final Random random = new Random(seed);
  private final List<Duration> restarts = new ArrayList<>();

  @TempDir Path directory;

  @Test
  void oneMemberKeepsWhatItAcknowledged() {
    judge(1, Integer.getInteger("keelson.kills", 6));
  }

  @Test
  void threeMembersKeepWhatTheyAcknowledgedAndAgree() {
    judge(3, Integer.getInteger("keelson.kills", 5));
  }

  private void judge(int members, int kills) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(90 + 12L * kills), () -> run(members, kills));
  }

  private void run(int members, int kills) throws InterruptedException {
    long start = System.nanoTime();
    try (EtcdCluster cluster = EtcdCluster.start(Binary.ours(), members, directory)) {
      List<EtcdClient> clients = cluster.members().stream().map(EtcdClient::to).toList();
      List<Writer> writers =
          IntStream.range(0, WRITERS).mapToObj(i -> new Writer(i, seed, clients)).toList();
      List<String> problems = new ArrayList<>();
      long breaks;
      int killed = 0;
      try (Witness witness = new Witness(clients)) {
        try {
          for (int i = 0; i < kills; i++) {
            killed += killAndRestart(cluster, clients, i);
          }
          Thread.sleep(500);
        } finally {
          writers.forEach(Writer::close);
        }
        problems.addAll(verdict(cluster, clients, writers, witness));
        breaks = witness.breaks();
      }
      int acknowledged = writers.stream().mapToInt(Writer::acknowledged).sum();
      String summary =
          members
              + " member(s), seed "
              + seed
              + ": "
              + killed
              + " kills in "
              + kills
              + " rounds, "
              + acknowledged
              + " writes acknowledged, "
              + writers.stream().mapToInt(Writer::unknown).sum()
              + " requests without an answer, "
              + breaks
              + " broken watches, restart to ready "
              + restartTimes()
              + ", "
              + Duration.ofNanos(System.nanoTime() - start).toSeconds()
              + " s";
      System.out.println("kill test, " + summary);
      clients.forEach(EtcdClient::close);
      if (acknowledged < 20 * kills) {
        problems.add("hardly anything was written: the test proved nothing");
      }
      if (!problems.isEmpty()) {
        fail(
            summary
                + "\n"
                + problems.size()
                + " problems, the first:\n"
                + String.join("\n", problems.subList(0, Math.min(SHOWN, problems.size())))
                + cluster.log());
      }
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  /** Kills one member, now and then the leader or all; the number of processes killed. */
  private int killAndRestart(EtcdCluster cluster, List<EtcdClient> clients, int round)
      throws InterruptedException {
    Thread.sleep(100 + random.nextInt(1_500));
    List<EtcdProcess> victims =
        switch (cluster.members().size() == 1 ? 0 : round % 5) {
          case 2 -> cluster.members();
          case 1, 4 -> List.of(cluster.member(Probe.leader(cluster)));
          default -> List.of(cluster.member(random.nextInt(cluster.members().size())));
        };
    victims.forEach(EtcdProcess::kill);
    Thread.sleep(random.nextInt(cluster.members().size() == 1 ? 50 : 1_500));
    victims.forEach(EtcdProcess::exec);
    for (EtcdProcess victim : victims) {
      victim.awaitReady();
      restarts.add(victim.timeToReady());
    }
    clients.forEach(EtcdClient::reconnect);
    return victims.size();
  }

  private List<String> verdict(
      EtcdCluster cluster, List<EtcdClient> clients, List<Writer> writers, Witness witness)
      throws InterruptedException {
    List<String> problems = new ArrayList<>();
    writers.forEach(writer -> problems.addAll(writer.problems()));
    long revision = currentRevision(clients.getFirst());
    List<Integer> hashes = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      hashes.add(hash(clients.get(i), revision, cluster.member(i)));
    }
    if (hashes.stream().distinct().count() > 1) {
      problems.add("HashKV at revision " + revision + " differs by member: " + hashes);
    }
    if (!witness.sees(revision, 30_000)) {
      problems.add(
          "the watch kept through all kills saw only revision "
              + witness.history().newest()
              + " of "
              + revision);
    }
    for (EtcdClient client : clients) {
      try (Witness fresh = new Witness(List.of(client))) {
        if (!fresh.sees(revision, 60_000)) {
          problems.add("a new watch from 1 saw only revision " + fresh.history().newest());
        }
        problems.addAll(fresh.history().inconsistencies());
        problems.addAll(
            witness
                .history()
                .contradictions(
                    fresh.history(), "the watch kept through all kills", "the store afterwards"));
        problems.addAll(lostFacts(writers, fresh.history()));
      }
    }
    return problems;
  }

  static List<String> lostFacts(List<Writer> writers, History history) {
    List<String> lost = new ArrayList<>();
    for (Writer writer : writers) {
      for (Writer.Fact fact : writer.facts()) {
        boolean kept =
            history.at(fact.revision()).stream()
                .anyMatch(
                    change ->
                        change.key().equals(fact.key())
                            && change.value().equals(fact.value())
                            && change.deleted() == fact.deleted());
        if (!kept) {
          lost.add(
              (fact.read() ? "read before: " : "acknowledged: ")
                  + fact
                  + ", but the store has "
                  + history.at(fact.revision())
                  + " at that revision");
        }
      }
    }
    return lost;
  }

  /** By a linearizable read, tried until the cluster has a leader again. */
  static long currentRevision(EtcdClient client) throws InterruptedException {
    RangeRequest read = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("x")).build();
    Answer answer = client.call(read);
    for (int i = 0; i < 100 && answer instanceof Answer.Error; i++) {
      Thread.sleep(100);
      client.reconnect();
      answer = client.call(read);
    }
    return answer.as(RangeResponse.class).getHeader().getRevision();
  }

  /** Hash at a revision, waiting up to 30 s for a member that still catches up. */
  static int hash(EtcdClient client, long revision, EtcdProcess member)
      throws InterruptedException {
    HashKVRequest request = HashKVRequest.newBuilder().setRevision(revision).build();
    Answer answer = client.call(request);
    for (int i = 0; i < 300 && answer instanceof Answer.Error; i++) {
      Thread.sleep(100);
      client.reconnect();
      answer = client.call(request);
    }
    return switch (answer) {
      case Answer.Reply(HashKVResponse hash) -> hash.getHash();
      default ->
          throw new AssertionError(
              member + " did not reach revision " + revision + ": " + answer + member.log());
    };
  }

  private String restartTimes() {
    long[] millis = restarts.stream().mapToLong(Duration::toMillis).sorted().toArray();
    return millis.length == 0
        ? "(none)"
        : "median "
            + millis[millis.length / 2]
            + " ms, longest "
            + millis[millis.length - 1]
            + " ms";
  }
}
