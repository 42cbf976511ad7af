package dev.keelson.launcher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad days of a machine or its operator: a clear error each, nothing acknowledged lost. */
@Tag("judge")
@Timeout(120)
class BadDaysTest {
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void aPortInUseStopsTheStart() throws IOException {
    int port = Ports.free();
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        EtcdProcess server =
            EtcdProcess.single(Binary.ours(), directory.resolve("data"), port, Ports.free())) {
      int status = server.exec().awaitExit(EXIT_LIMIT);
      assertThat(status).as(server.log()).isNotZero();
      assertThat(server.log()).containsIgnoringCase("in use").contains(Integer.toString(port));
    }
  }

  @Test
  void aSecondProcessOnTheSameDataDirectoryIsKeptOut() {
    Path data = directory.resolve("data");
    try (EtcdProcess first = EtcdProcess.single(Binary.ours(), data).start();
        EtcdClient client = EtcdClient.to(first);
        EtcdProcess second = EtcdProcess.single(Binary.ours(), data)) {
      Probe.putUntilDone(client, "k", "v");
      second.exec();
      for (int i = 0; i < 100 && second.isAlive(); i++) {
        Probe.pause(100);
      }
      assertThat(second.log()).doesNotContain("ready to serve");
      if (isOurs()) { // Real etcd waits for the lock for ever.
        assertThat(second.awaitExit(EXIT_LIMIT)).as(second.log()).isNotZero();
        assertThat(second.log()).contains(data.toString());
      }
      assertThat(client.call(Probe.get("k")).as(RangeResponse.class).getCount()).isEqualTo(1);
    }
  }

  @Test
  void theDataDirectoryOfAnotherClusterIsRefusedAndLeftAlone() {
    assumeOurs("real etcd ignores the bootstrap flags once it has data");
    Path data = directory.resolve("data");
    EtcdProcess right = EtcdProcess.single(Binary.ours(), data);
    try (right;
        EtcdClient client = EtcdClient.to(right.start())) {
      Probe.putUntilDone(client, "k", "v");
      right.stop();
      int port = Ports.free();
      String peer = "http://127.0.0.1:" + Ports.free();
      List<String> flags = EtcdProcess.flags("stranger", data, port, peer, "stranger=" + peer);
      try (EtcdProcess wrong = new EtcdProcess(Binary.ours(), data, port, flags)) {
        assertThat(wrong.exec().awaitExit(EXIT_LIMIT)).as(wrong.log()).isNotZero();
        assertThat(wrong.log()).containsIgnoringCase("cluster");
      }
      right.start();
      client.reconnect();
      assertThat(client.call(Probe.get("k")).as(RangeResponse.class).getCount()).isEqualTo(1);
    }
  }

  @Test
  void anUnknownFlagEndsWithStatus2() {
    try (EtcdProcess server =
        EtcdProcess.single(Binary.ours(), directory.resolve("data"), "--no-such-flag=1")) {
      assertThat(server.exec().awaitExit(EXIT_LIMIT)).as(server.log()).isEqualTo(2);
      assertThat(server.log()).contains("no-such-flag");
    }
  }

  @Test
  void flagsThatProtectAreNeverIgnored() {
    assumeOurs("real etcd has tokens");
    for (String flag : List.of("--auth-token=jwt,pub-key=/nowhere/k", "--host-whitelist=a.b")) {
      try (EtcdProcess server =
          EtcdProcess.single(Binary.ours(), directory.resolve("data"), flag)) {
        assertThat(server.exec().awaitExit(EXIT_LIMIT)).as(flag + server.log()).isNotZero();
        assertThat(server.log()).doesNotContain("ready to serve");
      }
    }
  }

  @Test
  void certificatesThatCannotBeReadStopTheStart() {
    int client = Ports.free();
    try (EtcdProcess server =
        EtcdProcess.single(
            Binary.ours(),
            directory.resolve("data"),
            client,
            Ports.free(),
            "--listen-client-urls=https://127.0.0.1:" + client,
            "--advertise-client-urls=https://127.0.0.1:" + client,
            "--cert-file=/nowhere/cert.pem",
            "--key-file=/nowhere/key.pem")) {
      assertThat(server.exec().awaitExit(EXIT_LIMIT)).as(server.log()).isNotZero();
      assertThat(server.log()).contains("/nowhere/").doesNotContain("ready to serve");
    }
  }

  /**
   * One damaged file at a time: the server may refuse, or answer an error, but not make up data.
   */
  @Test
  @Timeout(240)
  void aCorruptFileIsNeverServedSilently() throws IOException {
    assumeOurs("real etcd does not check every page of its database");
    Path data = directory.resolve("data");
    int port = Ports.free();
    int peer = Ports.free();
    Object wanted;
    try (EtcdProcess server = EtcdProcess.single(Binary.ours(), data, port, peer);
        EtcdClient client = EtcdClient.to(server.start())) {
      Random random = new Random(3);
      for (int i = 0; i < 1_500; i++) {
        byte[] letters = new byte[700];
        for (int j = 0; j < letters.length; j++) {
          letters[j] = (byte) ('a' + random.nextInt(26));
        }
        client.call(Probe.put("key-" + i % 1_000, new String(letters)));
      }
      wanted = Probe.readAll(client);
      server.stop();
      server.start(); // What a restart writes anew is on the disk as well now.
      server.stop();
    }
    int refused = 0;
    int intact = 0;
    int errors = 0;
    List<Path> files = largest(data, 8);
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      Path copy = directory.resolve("copy-" + (refused + intact + errors));
      copy(data, copy);
      damage(copy.resolve(data.relativize(file)));
      try (EtcdProcess server = EtcdProcess.single(Binary.ours(), copy, port, peer)) {
        server.exec();
        try {
          server.awaitReady();
        } catch (AssertionError e) {
          assertThat(server.isAlive()).as("hangs with a damaged " + file + server.log()).isFalse();
          assertThat(server.awaitExit(EXIT_LIMIT)).as(file + server.log()).isNotZero();
          refused++;
          continue;
        }
        try (EtcdClient client = EtcdClient.to(server)) {
          Object found = Probe.readAll(client);
          if (found instanceof Answer.Error) {
            errors++;
          } else {
            assertThat(found.equals(wanted))
                .as("the store differs, without an error, with a damaged " + file + server.log())
                .isTrue();
            intact++;
          }
        }
      }
    }
    System.out.println(
        "corrupt files: "
            + files.size()
            + " tried, "
            + refused
            + " refused at start, "
            + errors
            + " answered with an error, "
            + intact
            + " not needed any more");
    assertThat(refused + errors).as("no damage was noticed at all").isPositive();
  }

  @Test
  void aFullDiskLosesNothingThatWasAcknowledged() throws IOException, InterruptedException {
    Path mount = Files.createDirectories(directory.resolve("small"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", mount.toString()) == 0,
        "skipped: may not mount a small file system here");
    try (EtcdProcess server = EtcdProcess.single(Binary.ours(), mount.resolve("data"));
        EtcdClient client = EtcdClient.to(server.start())) {
      Random random = new Random(5);
      List<ByteString> values = new ArrayList<>();
      Answer last = null;
      for (int i = 0; i < 3_000 && !(last instanceof Answer.Error); i++) {
        byte[] value = new byte[64 << 10];
        random.nextBytes(value);
        ByteString bytes = ByteString.copyFrom(value);
        last =
            client.call(
                PutRequest.newBuilder().setKey(Probe.bytes("f" + i)).setValue(bytes).build());
        if (last instanceof Answer.Reply) {
          values.add(bytes);
        }
      }
      System.out.println("disk full after " + values.size() + " puts of 64 KiB: " + last);
      assertThat(last).as("a full disk must be told").isInstanceOf(Answer.Error.class);
      Probe.pause(500);
      assertThat(server.log())
          .as("the log must name the reason")
          .containsPattern("(?i)no space left|disk full|space exceeded");
      server.kill();
      assertThat(run("mount", "-o", "remount,size=512m", mount.toString())).isZero();
      server.start();
      client.reconnect();
      for (int i = 0; i < values.size(); i++) {
        RangeResponse found = client.call(Probe.get("f" + i)).as(RangeResponse.class);
        List<ByteString> got = found.getKvsList().stream().map(KeyValue::getValue).toList();
        assertThat(got.equals(List.of(values.get(i))))
            .as("put " + i + " of " + values.size() + " was acknowledged" + server.log())
            .isTrue();
      }
      Probe.putUntilDone(client, "after", "1");
    } finally {
      run("umount", "-l", mount.toString());
    }
  }

  private static void assumeOurs(String why) {
    Assumptions.assumeTrue(isOurs(), "skipped: " + why);
  }

  /** False while the tests themselves are tried on real etcd by {@code KEELSON_ETCD}. */
  private static boolean isOurs() {
    return !Binary.ours().path().getFileName().toString().startsWith("etcd-");
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    process.waitFor(20, TimeUnit.SECONDS);
    return process.exitValue();
  }

  private static List<Path> largest(Path directory, int count) throws IOException {
    try (var walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> file.toFile().length() >= 512)
          .sorted((a, b) -> Long.compare(b.toFile().length(), a.toFile().length()))
          .limit(count)
          .toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var walk = Files.walk(from)) {
      for (Path file : walk.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  /** Inverts 64 bytes at a tenth and in the middle of what is not zero at the end. */
  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--; // Preallocated, not written.
    }
    for (int start : new int[] {end / 10, end / 2}) {
      for (int i = start; i < Math.min(end, start + 64); i++) {
        bytes[i] = (byte) ~bytes[i];
      }
    }
    Files.write(file, bytes);
  }
}
