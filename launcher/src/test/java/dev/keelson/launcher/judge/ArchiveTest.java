package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The continuous archive, as an operator has it: flags, metrics, commands, bad days. */
@Tag("judge")
@Timeout(240)
class ArchiveTest {
  private static final int WRITERS = 4;

  private final Tool keelson = Tool.keelson();

  @TempDir Path directory;

  /** A put that was acknowledged. */
  private record Acknowledged(String key, String value, long revision) {}

  @Test
  void losingEveryMemberLosesNoMoreThanTheLag() throws Exception {
    Path archive = directory.resolve("archive");
    ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    List<Acknowledged> covered;
    List<EtcdClient> clients = new ArrayList<>();
    List<Thread> writers = new ArrayList<>();
    AtomicBoolean over = new AtomicBoolean();
    try (EtcdCluster cluster =
        EtcdCluster.start(
            Binary.ours(),
            3,
            directory,
            "--archive-dir=" + archive,
            "--archive-interval=100ms",
            "--archive-checkpoint-interval=2s")) {
      for (int i = 0; i < WRITERS; i++) {
        EtcdClient client = EtcdClient.to(cluster.member(i % 3));
        clients.add(client);
        writers.add(write(i, client, acknowledged, over));
      }
      awaitUntil(() -> acknowledged.size() > 100);
      cluster.member(1).kill();
      int before = acknowledged.size();
      awaitUntil(() -> acknowledged.size() > before + 100);
      cluster.member(1).start();
      int again = acknowledged.size();
      awaitUntil(() -> acknowledged.size() > again + 100);
      // The archive says how far behind it is. What was acknowledged before that must not be lost.
      covered = List.copyOf(acknowledged);
      long moment = System.currentTimeMillis();
      for (EtcdProcess member : cluster.members()) {
        awaitUntil(
            () -> {
              long asked = System.currentTimeMillis();
              return asked - 1000 * metric(member, "lag_seconds") > moment;
            });
      }
      cluster.members().forEach(EtcdProcess::kill);
    } finally {
      over.set(true);
      for (Thread writer : writers) {
        writer.join(30_000);
      }
      clients.forEach(EtcdClient::close);
    }
    Tool.Ended verified = keelson.run("backup", "verify", "--archive=" + archive).succeeded();
    assertThat(verified.output()).contains("all is well");
    keelson
        .run(
            "restore",
            "--archive=" + archive,
            "--data-dir=" + directory.resolve("restored"),
            "--bump-revision=0")
        .succeeded();
    assertHolds("restored", covered);
    damageIsNamed(archive);
  }

  private void damageIsNamed(Path archive) throws IOException {
    Path run;
    try (var runs = Files.list(archive)) {
      run = runs.filter(Files::isDirectory).sorted().findFirst().orElseThrow();
    }
    List<Path> segments;
    try (var objects = Files.list(run)) {
      segments =
          objects.filter(o -> o.getFileName().toString().startsWith("segment")).sorted().toList();
    }
    Path segment = segments.get(segments.size() / 2);
    byte[] good = Files.readAllBytes(segment);
    byte[] flipped = good.clone();
    flipped[good.length - 40] ^= 1;
    Files.write(segment, flipped);
    refused(keelson.run("backup", "verify", "--archive=" + archive), name(segment));
    Files.delete(segment);
    refused(keelson.run("backup", "verify", "--archive=" + archive), name(segment));
    Files.write(segment, good);
    keelson.run("backup", "verify", "--archive=" + archive).succeeded();
  }

  private static String name(Path object) {
    return object.getFileName().toString();
  }

  private void assertHolds(String data, List<Acknowledged> wanted) {
    try (EtcdProcess restored = EtcdProcess.single(Binary.ours(), directory.resolve(data));
        EtcdClient client = EtcdClient.to(restored.start())) {
      Map<String, KeyValue> found = new HashMap<>();
      RangeResponse all =
          client
              .call(
                  RangeRequest.newBuilder()
                      .setKey(ByteString.copyFromUtf8("w"))
                      .setRangeEnd(ByteString.copyFromUtf8("x"))
                      .build())
              .as(RangeResponse.class);
      all.getKvsList().forEach(kv -> found.put(kv.getKey().toStringUtf8(), kv));
      for (Acknowledged one : wanted) {
        KeyValue kv = found.get(one.key);
        assertThat(kv).as("%s was acknowledged", one).isNotNull();
        assertThat(kv.getValue().toStringUtf8()).as("%s", one).isEqualTo(one.value);
        assertThat(kv.getModRevision()).as("%s", one).isEqualTo(one.revision);
      }
    }
  }

  /** Puts ever new keys, one after the other. */
  private static Thread write(
      int id,
      EtcdClient client,
      ConcurrentLinkedQueue<Acknowledged> acknowledged,
      AtomicBoolean over) {
    return Thread.ofVirtual()
        .start(
            () -> {
              for (int i = 0; !over.get(); i++) {
                String key = "w" + id + "-" + i;
                Answer answer = client.call(put(key, "v" + i));
                if (answer instanceof Answer.Reply(PutResponse put)) {
                  acknowledged.add(new Acknowledged(key, "v" + i, put.getHeader().getRevision()));
                } else {
                  Probe.pause(50);
                  client.reconnect();
                }
              }
            });
  }

  @Test
  void aDrillPassesAndFindsAPlantedDifference() {
    Path archive = directory.resolve("archive");
    int client = Ports.free();
    int peer = Ports.free();
    try (EtcdProcess live =
            EtcdProcess.single(
                Binary.ours(),
                directory.resolve("live"),
                client,
                peer,
                "--archive-dir=" + archive,
                "--archive-interval=50ms");
        EtcdClient to = EtcdClient.to(live.start())) {
      Filling.fill(to, 100, 64, 3);
      awaitUntil(() -> metric(live, "lag_seconds") == 0);
      Tool.Ended passed = drill(archive, client);
      assertThat(passed.output()).contains("the same", "drill passed");
      assertThat(passed.code()).isZero();
      live.stop();
    }
    // The same addresses make the same cluster id: only what it holds differs.
    try (EtcdProcess other =
            EtcdProcess.single(Binary.ours(), directory.resolve("other"), client, peer);
        EtcdClient to = EtcdClient.to(other.start())) {
      Filling.fill(to, 100, 64, 4);
      Tool.Ended failed = drill(archive, client);
      assertThat(failed.output()).contains("DIFFERENT", "drill FAILED");
      assertThat(failed.code()).isEqualTo(1);
    }
    assertThat(directory.resolve("work")).isEmptyDirectory();
  }

  private Tool.Ended drill(Path archive, int client) {
    Path work = directory.resolve("work");
    try {
      Files.createDirectories(work);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return keelson.run(
        "backup",
        "drill",
        "--archive=" + archive,
        "--endpoints=127.0.0.1:" + client,
        "--work-dir=" + work);
  }

  @Test
  void aFullDiskUnderTheArchiveHoldsNothingBackAndIsToldOnce() throws Exception {
    Path mount = small("archive", "2m");
    Path archive = mount.resolve("archive");
    List<Acknowledged> all = new ArrayList<>();
    try (EtcdProcess live =
            EtcdProcess.single(
                Binary.ours(),
                directory.resolve("live"),
                "--archive-dir=" + archive,
                "--archive-interval=50ms");
        EtcdClient client = EtcdClient.to(live.start())) {
      for (int i = 0; i < 60 || metric(live, "errors_total") == 0; i++) {
        assertThat(i).as("the disk never filled").isLessThan(5_000);
        all.add(acknowledged(client, i, 64 << 10));
      }
      double lag = metric(live, "lag_seconds");
      awaitUntil(() -> metric(live, "lag_seconds") > lag + 1 && metric(live, "errors_total") > 1);
      all.add(acknowledged(client, 5_001, 10));
      assertThat(live.log()).contains("the store goes on").contains("No space left");
      assertThat(live.log().split("cannot write the archive", -1)).hasSize(2);
      assertThat(keelson.run("backup", "verify", "--archive=" + archive).code()).isZero();

      assertThat(run("mount", "-o", "remount,size=200m", mount.toString())).isZero();
      awaitUntil(() -> metric(live, "lag_seconds") == 0);
      Tool.Ended verified = keelson.run("backup", "verify", "--archive=" + archive).succeeded();
      assertThat(verified.output()).contains("all is well");
      keelson
          .run(
              "restore",
              "--archive=" + archive,
              "--data-dir=" + directory.resolve("restored"),
              "--bump-revision=0")
          .succeeded();
    } finally {
      run("umount", "-l", mount.toString());
    }
    assertHolds("restored", all);
  }

  private static Acknowledged acknowledged(EtcdClient client, int number, int size) {
    byte[] letters = new byte[size];
    Random random = new Random(number);
    for (int i = 0; i < size; i++) {
      letters[i] = (byte) ('a' + random.nextInt(26));
    }
    String value = new String(letters, java.nio.charset.StandardCharsets.US_ASCII);
    PutResponse put = client.call(put("w" + number, value)).as(PutResponse.class);
    return new Acknowledged("w" + number, value, put.getHeader().getRevision());
  }

  @Test
  void aRestoreThatCannotBeIsRefusedAndLeavesNothing() throws Exception {
    Path archive = directory.resolve("archive");
    List<Acknowledged> all = new ArrayList<>();
    try (EtcdProcess live =
            EtcdProcess.single(
                Binary.ours(),
                directory.resolve("live"),
                "--archive-dir=" + archive,
                "--archive-interval=50ms");
        EtcdClient client = EtcdClient.to(live.start())) {
      for (int i = 0; i < 100; i++) {
        all.add(acknowledged(client, i, 64 << 10));
      }
      awaitUntil(() -> metric(live, "lag_seconds") == 0);
      refused(restore(archive, directory.resolve("live")), "not empty");
    }
    refused(restore(archive, directory.resolve("live")), "not empty");
    refused(
        restore(archive, directory.resolve("none"), "--to-revision=100000"), "no revision 100000");
    refused(restore(archive, directory.resolve("none"), "--to-time=2001-01-01T00:00:00Z"), "2001");
    refused(
        restore(directory.resolve("nowhere"), directory.resolve("none")), "there is no archive");
    assertThat(directory.resolve("none")).doesNotExist();

    Path mount = small("target", "3m");
    try {
      Tool.Ended full = restore(archive, mount.resolve("data"));
      assertThat(full.code()).as(full.output()).isEqualTo(1);
      assertThat(full.output()).containsIgnoringCase("no space left");
      assertThat(mount.resolve("data")).doesNotExist();
    } finally {
      run("umount", "-l", mount.toString());
    }

    List<Process> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(
          keelson.start(
              "restore",
              "--archive=" + archive,
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
    assertHolds("twice", all);

    int other = Ports.free();
    try (EtcdProcess stranger =
        EtcdProcess.single(
            Binary.ours(),
            directory.resolve("stranger"),
            other,
            Ports.free(),
            "--archive-dir=" + archive)) {
      assertThat(stranger.exec().awaitExit(Duration.ofSeconds(60))).as(stranger.log()).isEqualTo(1);
      assertThat(stranger.log()).contains("is that of cluster");
    }
  }

  private Tool.Ended restore(Path archive, Path data, String... more) {
    List<String> words =
        new ArrayList<>(List.of("restore", "--archive=" + archive, "--data-dir=" + data));
    words.addAll(List.of(more));
    return keelson.run(words.toArray(String[]::new));
  }

  private static void refused(Tool.Ended ended, String why) {
    assertThat(ended.output()).contains(why);
    assertThat(ended.code()).isEqualTo(1);
  }

  private static PutRequest put(String key, String value) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFromUtf8(value))
        .build();
  }

  /** One of a member's own numbers about its archive. */
  private static double metric(EtcdProcess member, String name) {
    String page;
    try (HttpClient client = HttpClient.newHttpClient()) {
      page =
          client
              .send(
                  HttpRequest.newBuilder(URI.create("http://" + member.endpoint() + "/metrics"))
                      .timeout(Duration.ofSeconds(30))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("no metrics of " + member, e);
    }
    String start = "keelson_archive_" + name + " ";
    return page.lines()
        .filter(line -> line.startsWith(start))
        .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + start + "in " + page));
  }

  private static void awaitUntil(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not within 90 s").isLessThan(end);
      Probe.pause(20);
    }
  }

  private Path small(String name, String size) throws IOException, InterruptedException {
    Path mount = Files.createDirectories(directory.resolve("small-" + name));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", mount.toString()) == 0,
        "skipped: may not mount a small file system here");
    return mount;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    process.waitFor(20, TimeUnit.SECONDS);
    return process.exitValue();
  }
}
