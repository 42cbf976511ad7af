package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From us to real etcd and back, by the tools that people have: the same history, hashes and leases
 * at every step. {@code -Dkeelson.backupKeys=1000000 -Dkeelson.backupValue=1000} makes it a
 * measurement.
 */
@Tag("judge")
class BackupTest {
  private static final int KEYS = Integer.getInteger("keelson.backupKeys", 100_000);
  private static final int VALUE = Integer.getInteger("keelson.backupValue", 64);

  private final Tool keelson = Tool.keelson();

  @TempDir static Path shared;
  @TempDir Path directory;

  @Test
  @Timeout(600)
  void fromHereToRealEtcdAndBackNothingIsLost() {
    Binary realEtcd = Binary.realEtcd();
    Tool etcdctl = Tool.etcdctl();
    Path outwards = directory.resolve("outwards.db");
    List<String> ours;
    long floor;
    long head;
    try (EtcdProcess first = server(Binary.ours(), "first").start();
        EtcdClient client = EtcdClient.to(first)) {
      timed("fill", () -> Filling.fill(client, KEYS, VALUE, 42));
      head = Filling.revision(client);
      floor = floor(client);
      ours = Filling.portrait(client, floor, head);
      timed(
          "etcdctl snapshot save from here",
          () ->
              etcdctl
                  .run("--endpoints=" + first.endpoint(), "snapshot", "save", outwards.toString())
                  .succeeded());
    }
    timed(
        "etcdctl snapshot status",
        () -> etcdctl.run("snapshot", "status", outwards.toString()).succeeded());
    timed("etcdctl snapshot restore", () -> restore(etcdctl, outwards, "etcd").succeeded());
    Path homewards = directory.resolve("homewards.db");
    try (EtcdProcess etcd = server(realEtcd, "etcd").start();
        EtcdClient client = EtcdClient.to(etcd)) {
      assertThat(Filling.portrait(client, floor, head)).isEqualTo(ours);
      put(client, "written by etcd");
      head++;
      ours = Filling.portrait(client, floor, head);
      timed(
          "keelson snapshot save from etcd",
          () ->
              keelson
                  .run(
                      "snapshot",
                      "save",
                      homewards.toString(),
                      "--endpoints=http://" + etcd.endpoint())
                  .succeeded());
    }
    timed(
        "keelson snapshot restore",
        () -> restore(keelson, homewards, "back", "--bump-revision=0").succeeded());
    try (EtcdProcess back = server(Binary.ours(), "back").start();
        EtcdClient client = EtcdClient.to(back)) {
      assertThat(Filling.portrait(client, floor, head)).isEqualTo(ours);
      put(client, "written after all");
      assertThat(Filling.revision(client)).isEqualTo(head + 1);
    }
  }

  @Test
  @Timeout(180)
  void aRestoreMovesTheRevisionOnUnlessToldNotTo() {
    Path file = saved();
    restore(keelson, file, "bumped").succeeded();
    try (EtcdProcess bumped = server(Binary.ours(), "bumped").start();
        EtcdClient client = EtcdClient.to(bumped)) {
      long head = Filling.revision(client);
      assertThat(head).isGreaterThan(1_000_000_000);
      Answer old = client.call(RangeRequest.newBuilder().setKey(text("a")).setRevision(5).build());
      assertThat(old).isInstanceOf(Answer.Error.class);
      assertThat(old.toString()).contains("required revision has been compacted");
      put(client, "on it goes");
      bumped.kill();
      bumped.start();
      client.reconnect();
      assertThat(Filling.revision(client)).isEqualTo(head + 1);
    }
  }

  @Test
  @Timeout(180)
  void threeMembersOfOneFileAreOneClusterAndAThirdMayComeEmpty() {
    Path file = saved();
    List<Integer> peers = List.of(Ports.free(), Ports.free(), Ports.free());
    String cluster =
        "m0=http://127.0.0.1:%d,m1=http://127.0.0.1:%d,m2=http://127.0.0.1:%d"
            .formatted(peers.toArray());
    List<EtcdProcess> members = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String peer = "http://127.0.0.1:" + peers.get(i);
      Path data = directory.resolve("m" + i);
      int port = Ports.free();
      members.add(
          new EtcdProcess(
              Binary.ours(), data, port, EtcdProcess.flags("m" + i, data, port, peer, cluster)));
      if (i < 2) {
        keelson
            .run(
                "snapshot",
                "restore",
                file.toString(),
                "--name=m" + i,
                "--data-dir=" + data,
                "--initial-cluster=" + cluster,
                "--initial-cluster-token=judge",
                "--initial-advertise-peer-urls=" + peer)
            .succeeded();
      }
    }
    try {
      members.subList(0, 2).forEach(EtcdProcess::exec);
      timed(
          "two restored members ready",
          () -> members.subList(0, 2).forEach(EtcdProcess::awaitReady));
      try (EtcdClient client = EtcdClient.to(members.get(0))) {
        put(client, "before the third");
      }
      timed("third member from nothing", () -> members.get(2).start());
      List<HashKVResponse> hashes = new ArrayList<>();
      for (EtcdProcess member : members) {
        try (EtcdClient client = EtcdClient.to(member)) {
          Filling.revision(client);
          hashes.add(client.call(HashKVRequest.getDefaultInstance()).as(HashKVResponse.class));
        }
      }
      assertThat(hashes.stream().map(HashKVResponse::getHash).distinct()).hasSize(1);
      assertThat(hashes.stream().map(h -> h.getHeader().getRevision()).distinct()).hasSize(1);
    } finally {
      members.forEach(EtcdProcess::close);
    }
  }

  @Test
  @Timeout(180)
  void theDirectoryOfAStoppedEtcdIsTakenOverAndThatOfAKilledOneIsNot()
      throws IOException, InterruptedException {
    Binary realEtcd = Binary.realEtcd();
    List<String> theirs;
    long floor;
    long head;
    try (EtcdProcess etcd = server(realEtcd, "taken")) {
      etcd.start();
      try (EtcdClient client = EtcdClient.to(etcd)) {
        Filling.fill(client, 2_000, 64, 7);
        head = Filling.revision(client);
        floor = floor(client);
        theirs = Filling.portrait(client, floor, head);
      }
      etcd.stop();
    }
    Path state = directory.resolve("taken/member/snap/db");
    byte[] older = Files.readAllBytes(state);
    adviceTaken(realEtcd); // whatever etcd 3.4 has left in its log before, now it says so
    byte[] untouched = Files.readAllBytes(state);

    Files.write(state, older);
    try (EtcdProcess ours = server(Binary.ours(), "taken").exec()) {
      assertThat(ours.awaitExit(Duration.ofSeconds(20))).isEqualTo(1);
      assertThat(ours.log()).contains("was not stopped cleanly").contains("snapshot save");
    }
    Files.write(state, untouched);
    try (EtcdProcess ours = server(Binary.ours(), "taken").start();
        EtcdClient client = EtcdClient.to(ours)) {
      assertThat(Filling.portrait(client, floor, head)).isEqualTo(theirs);
      put(client, "ours now");
    }
    assertThat(Files.readAllBytes(state)).isEqualTo(untouched);
  }

  /** "Start it once more, put any key, wait a second and stop it with SIGTERM." */
  private void adviceTaken(Binary realEtcd) throws InterruptedException {
    try (EtcdProcess etcd = server(realEtcd, "taken").start();
        EtcdClient client = EtcdClient.to(etcd)) {
      put(client, "theirs once more");
      Thread.sleep(1_000); // etcd 3.4 notes where it is ten times a second, but not when it stops
      etcd.stop();
    }
  }

  @Test
  @Timeout(180)
  void badFilesAreNamedAndNothingIsWritten() throws IOException {
    Path file = saved();
    byte[] good = Files.readAllBytes(file);

    Path cut = copy("cut.db", good);
    truncate(cut, good.length - 4096 - 32);
    refused(restore(keelson, cut, "none", "--skip-hash-check"), "cut short");
    refused(restore(keelson, cut, "none"), "has no hash at its end");
    refused(keelson.run("snapshot", "status", cut.toString()), "cut short");

    byte[] flipped = good.clone();
    flipped[good.length / 2] ^= 1;
    refused(restore(keelson, copy("flipped.db", flipped), "none"), "expected sha256");

    byte[] page = good.clone();
    java.util.Arrays.fill(page, 5 * 4096, 6 * 4096, (byte) 0x5a);
    Path bad = copy("page.db", page);
    refused(restore(keelson, bad, "none", "--skip-hash-check"), "page 5");
    refused(keelson.run("snapshot", "status", bad.toString()), "page 5");

    refused(restore(keelson, copy("text.db", new byte[9_000]), "none"), "has no hash");
    refused(restore(keelson, directory.resolve("missing.db"), "none"), "no such file");
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  @Timeout(180)
  void aLiveDirectoryIsNotRestoredOverAndOfTwoRestoresOneWins() throws Exception {
    Path file = saved();
    try (EtcdProcess live = server(Binary.ours(), "live").start();
        EtcdClient client = EtcdClient.to(live)) {
      put(client, "kept");
      refused(restore(keelson, file, "live"), "not empty");
      assertThat(
              client
                  .call(RangeRequest.newBuilder().setKey(text("kept")).build())
                  .as(RangeResponse.class)
                  .getCount())
          .isEqualTo(1);
    }
    refused(restore(keelson, file, "live"), "not empty");

    List<Process> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(
          keelson.start(
              "snapshot",
              "restore",
              file.toString(),
              "--data-dir=" + directory.resolve("twice"),
              "--bump-revision=0"));
    }
    List<Integer> codes = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    for (Process process : both) {
      said.append(new String(process.getInputStream().readAllBytes()));
      codes.add(process.waitFor());
    }
    assertThat(codes).as(said.toString()).containsExactlyInAnyOrder(0, 1);
    assertThat(said).containsAnyOf("not empty", "used by another process", "cannot use");
    try (EtcdProcess twice = server(Binary.ours(), "twice").start();
        EtcdClient client = EtcdClient.to(twice)) {
      assertThat(Filling.revision(client)).isGreaterThan(100);
    }
  }

  /** A snapshot of a small store of ours, made once. */
  private static synchronized Path saved() {
    Path file = shared.resolve("saved.db");
    if (Files.exists(file)) {
      return file;
    }
    try (EtcdProcess server = EtcdProcess.single(Binary.ours(), shared.resolve("source")).start();
        EtcdClient client = EtcdClient.to(server)) {
      Filling.fill(client, 3_000, 64, 1);
      Tool.keelson()
          .run("snapshot", "save", file.toString(), "--endpoints=" + server.endpoint())
          .succeeded();
    }
    return file;
  }

  private EtcdProcess server(Binary binary, String name) {
    return EtcdProcess.single(binary, directory.resolve(name), "--quota-backend-bytes=8000000000");
  }

  private Tool.Ended restore(Tool tool, Path file, String into, String... more) {
    List<String> words = new ArrayList<>(List.of("snapshot", "restore", file.toString()));
    words.add("--data-dir=" + directory.resolve(into));
    words.addAll(List.of(more));
    return tool.run(words.toArray(String[]::new));
  }

  private static void refused(Tool.Ended ended, String why) {
    assertThat(ended.output()).contains(why);
    assertThat(ended.code()).isEqualTo(1);
  }

  private Path copy(String name, byte[] bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  private static void truncate(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  private static void put(EtcdClient client, String key) {
    client
        .call(PutRequest.newBuilder().setKey(text(key)).setValue(text("x")).build())
        .as(PutResponse.class);
  }

  private static long floor(EtcdClient client) {
    return Math.max(
        0,
        client
            .call(HashKVRequest.getDefaultInstance())
            .as(HashKVResponse.class)
            .getCompactRevision());
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static void timed(String what, Runnable action) {
    long start = System.nanoTime();
    action.run();
    System.out.println(
        "backup test, %d keys of %d bytes: %s %.1f s"
            .formatted(KEYS, VALUE, what, (System.nanoTime() - start) / 1e9));
  }
}
