package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.launcher.judge.LivingCluster.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members come, go, are replaced and move, beside real etcd and under load. */
@Tag("judge")
@Timeout(300)
class MembershipTest {
  private static final int WRITERS = 4;
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(40);

  /** etcd wants its members connected for five seconds before it lets them change. */
  private static final long HEALTHY_MILLIS = 6_500;

  @TempDir Path directory;

  private LivingCluster cluster(Binary binary, String below) {
    return new LivingCluster(binary, Binary.etcdctls().getFirst().path(), directory.resolve(below));
  }

  @Test
  void rule65_etcdctlPrintsWhatItPrintsOnRealEtcd() {
    Binary real = Binary.realEtcd();
    Assumptions.assumeTrue(real.version().minor() >= 5, "skipped: 3.4 knows less of learners");
    try (LivingCluster theirs = cluster(real, "real");
        LivingCluster ours = cluster(Binary.ours(), "ours")) {
      var wanted = CompletableFuture.supplyAsync(() -> transcript(theirs));
      List<String> got = transcript(ours);
      assertThat(got).as(ours.log()).isEqualTo(wanted.join());
    }
  }

  private static List<String> transcript(LivingCluster cluster) {
    List<String> said = new ArrayList<>();
    cluster.found();
    note(said, cluster, "member", "list");
    note(said, cluster, "member", "list", "-w", "json");
    note(said, cluster, "member", "add", "x", "--peer-urls=" + cluster.first().peerUrl());
    note(said, cluster, "member", "remove", "1234");
    note(said, cluster, "member", "update", "1234", "--peer-urls=http://127.0.0.1:1");
    note(said, cluster, "member", "promote", "1234");
    note(said, cluster, "member", "promote", cluster.id(cluster.first()));
    note(said, cluster, "member", "remove", cluster.id(cluster.first()));

    Member second = cluster.member();
    note(said, cluster, "member", "add", second.name(), "--peer-urls=" + second.peerUrl());
    cluster.members().add(second);
    note(said, cluster, "member", "add", "x", "--peer-urls=http://127.0.0.1:1");
    second.process().start();
    Probe.pause(HEALTHY_MILLIS);
    note(said, cluster, "member", "list");

    Member learner = cluster.member();
    note(
        said,
        cluster,
        "member",
        "add",
        learner.name(),
        "--learner",
        "--peer-urls=" + learner.peerUrl());
    cluster.members().add(learner);
    note(said, cluster, "member", "add", "y", "--learner", "--peer-urls=http://127.0.0.1:2");
    note(said, cluster, "member", "list", "-w", "json");
    note(said, cluster, "member", "promote", cluster.id(learner));
    learner.process().start();
    note(said, cluster, "put", "k", "v");
    Probe.pause(1_000);
    String there = learner.process().endpoint();
    said.add(cluster.comparable(cluster.ctlAt(there, "get", "k", "--consistency=s")));
    said.add(cluster.comparable(cluster.ctlAt(there, "get", "k")));
    said.add(cluster.comparable(cluster.ctlAt(there, "put", "k", "w")));
    said.add(cluster.comparable(cluster.ctlAt(there, "member", "list")));
    note(said, cluster, "member", "list");
    note(said, cluster, "member", "promote", cluster.id(learner), "-w", "json");
    note(said, cluster, "member", "promote", cluster.id(learner));
    said.add(cluster.comparable(cluster.ctlAt(there, "get", "k")));

    Probe.pause(HEALTHY_MILLIS);
    note(said, cluster, "member", "update", cluster.id(learner), "--peer-urls=" + second.peerUrl());
    note(
        said, cluster, "member", "update", cluster.id(learner), "--peer-urls=" + learner.peerUrl());
    String gone = cluster.id(second);
    note(said, cluster, "member", "remove", gone);
    cluster.members().remove(second);
    note(said, cluster, "member", "remove", gone);
    note(said, cluster, "member", "list");
    return said;
  }

  private static void note(List<String> said, LivingCluster cluster, String... words) {
    // of the members alone: what is asked of the whole cluster is asked of the first
    said.add(
        cluster.comparable(String.join(" ", words))
            + "\n"
            + cluster.comparable(cluster.ctlAt(cluster.first().process().endpoint(), words)));
  }

  @Test
  void aRemovedMemberStopsAndSaysSoEvenIfItWasDown() {
    try (LivingCluster cluster = cluster(Binary.ours(), "ours").found()) {
      Member second = cluster.grow();
      Member third = cluster.grow();
      cluster.remove(third);
      assertThat(third.process().awaitExit(EXIT_LIMIT)).isZero();
      assertThat(third.process().log())
          .contains("the member has been permanently removed from the cluster");
      third.process().exec();
      assertThat(third.process().awaitExit(EXIT_LIMIT)).isZero();

      Member fourth = cluster.grow();
      fourth.process().kill();
      cluster.remove(fourth);
      fourth.process().exec();
      assertThat(fourth.process().awaitExit(EXIT_LIMIT)).isZero();
      assertThat(fourth.process().log())
          .contains("the member has been permanently removed from the cluster");
      try (EtcdClient client = EtcdClient.to(second.process())) {
        Probe.putUntilDone(client, "still", "here");
      }
    }
  }

  @Test
  void aNewcomerIsRefusedInEtcdsWords() {
    try (LivingCluster cluster = cluster(Binary.ours(), "ours").found()) {
      Member stranger = cluster.member();
      assertThat(stranger.process().exec().awaitExit(EXIT_LIMIT)).isNotZero();
      assertThat(stranger.process().log())
          .contains("error validating peerURLs")
          .contains("member count is unequal");
      cluster.ctl("member", "add", "x", "--peer-urls=http://127.0.0.1:1");
      assertThat(stranger.process().exec().awaitExit(EXIT_LIMIT)).isNotZero();
      assertThat(stranger.process().log()).contains("PeerURLs: no match found for existing member");
      cluster.first().process().kill();
      assertThat(stranger.process().exec().awaitExit(EXIT_LIMIT)).isNotZero();
      assertThat(stranger.process().log())
          .contains("could not retrieve cluster information from the given URLs");
    }
  }

  @Test
  void theOnlyOneLeftIsForcedToFoundItsClusterAnew() {
    try (LivingCluster cluster = cluster(Binary.ours(), "ours").found()) {
      Member second = cluster.grow();
      long revision;
      try (EtcdClient client = EtcdClient.to(second.process())) {
        revision = Probe.putUntilDone(client, "k", "v");
      }
      cluster.members().forEach(member -> member.process().kill());
      List<String> flags =
          new ArrayList<>(
              EtcdProcess.flags(
                  second.name(),
                  second.process().dataDir(),
                  second.process().clientPort(),
                  second.peerUrl(),
                  second.initial()));
      flags.add("--force-new-cluster");
      try (EtcdProcess forced =
              new EtcdProcess(
                      Binary.ours(),
                      second.process().dataDir(),
                      second.process().clientPort(),
                      flags)
                  .start();
          EtcdClient client = EtcdClient.to(forced)) {
        assertThat(Probe.putUntilDone(client, "k2", "v")).isEqualTo(revision + 1);
        assertThat(cluster.ctlAt(forced.endpoint(), "member", "list").lines().toList())
            .hasSize(2)
            .first()
            .asString()
            .contains(second.name());
        forced.kill();
      }
      second.process().start();
      cluster.members().remove(cluster.first());
      Member third = cluster.grow();
      try (EtcdClient client = EtcdClient.to(third.process())) {
        Probe.putUntilDone(client, "k3", "v");
        assertThat(Probe.readAll(client).toString()).contains("k=v", "k2=v", "k3=v");
      }
    }
  }

  @Test
  void aDeadMemberIsReplacedUnderLoad() throws InterruptedException {
    try (LivingCluster cluster = cluster(Binary.ours(), "ours").found()) {
      cluster.grow();
      cluster.grow();
      underLoad(
          cluster,
          clients -> {
            Member dead = cluster.members().get(1);
            dead.process().kill();
            cluster.remove(dead);
            clients.add(EtcdClient.to(cluster.grow().process()));
          });
    }
  }

  @Test
  @Timeout(420)
  void oneBecomesThreeFiveAndOneAgainUnderLoad() throws InterruptedException {
    try (LivingCluster cluster = cluster(Binary.ours(), "ours").found()) {
      underLoad(
          cluster,
          clients -> {
            for (int i = 0; i < 4; i++) {
              clients.add(EtcdClient.to(cluster.grow().process()));
            }
            agree(cluster);
            while (cluster.members().size() > 1) {
              // the leader as often as not
              Member gone = cluster.members().get(leader(cluster));
              cluster.remove(cluster.members().size() % 2 == 1 ? gone : other(cluster, gone));
              if (cluster.members().size() == 3) {
                agree(cluster);
              }
            }
          });
    }
  }

  private static Member other(LivingCluster cluster, Member than) {
    return cluster.members().stream().filter(m -> !m.equals(than)).findFirst().orElseThrow();
  }

  private static int leader(LivingCluster cluster) {
    for (int attempt = 0; attempt < 200; attempt++) {
      for (int i = 0; i < cluster.members().size(); i++) {
        String endpoint = cluster.members().get(i).process().endpoint();
        String status = cluster.ctlAt(endpoint, "endpoint", "status");
        if (status.contains(", true,")) {
          return i;
        }
      }
      Probe.pause(100);
    }
    throw new AssertionError("nobody leads" + cluster.log());
  }

  private interface Change {
    void under(List<EtcdClient> clients) throws InterruptedException;
  }

  private static void underLoad(LivingCluster cluster, Change change) throws InterruptedException {
    List<EtcdClient> clients = new CopyOnWriteArrayList<>();
    cluster.members().forEach(member -> clients.add(EtcdClient.to(member.process())));
    long seed = System.nanoTime() & 0xffff_ffffL;
    List<Writer> writers =
        IntStream.range(0, WRITERS).mapToObj(i -> new Writer(i, seed, clients)).toList();
    try {
      change.under(clients);
      Probe.pause(1_000);
    } finally {
      writers.forEach(Writer::close);
    }
    long revision = agree(cluster);
    List<String> problems = new ArrayList<>();
    writers.forEach(writer -> problems.addAll(writer.problems()));
    try (EtcdClient client = EtcdClient.to(cluster.first().process());
        Witness witness = new Witness(List.of(client))) {
      assertThat(witness.sees(revision, 60_000)).isTrue();
      problems.addAll(witness.history().inconsistencies());
      problems.addAll(KillTest.lostFacts(writers, witness.history()));
    }
    int acknowledged = writers.stream().mapToInt(Writer::acknowledged).sum();
    System.out.println(
        "membership under load, seed "
            + seed
            + ": "
            + acknowledged
            + " writes acknowledged, "
            + writers.stream().mapToInt(Writer::unknown).sum()
            + " requests without an answer");
    clients.forEach(EtcdClient::close);
    assertThat(problems).as("seed " + seed + cluster.log()).isEmpty();
    assertThat(acknowledged).isGreaterThan(100);
  }

  /** All members have the same hash at the revision that is newest now; that revision. */
  private static long agree(LivingCluster cluster) throws InterruptedException {
    Set<Integer> hashes = new java.util.HashSet<>();
    long revision = 0;
    for (Member member : cluster.members()) {
      try (EtcdClient client = EtcdClient.to(member.process())) {
        if (revision == 0) {
          revision = KillTest.currentRevision(client);
        }
        hashes.add(KillTest.hash(client, revision, member.process()));
      }
    }
    assertThat(hashes).as("HashKV at " + revision + cluster.log()).hasSize(1);
    return revision;
  }
}
