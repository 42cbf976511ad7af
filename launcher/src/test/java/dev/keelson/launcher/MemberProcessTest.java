package dev.keelson.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member as a process of its own, from exec to exit. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class MemberProcessTest {
  private static final String READY = "\"msg\":\"ready to serve client requests\"";

  @TempDir Path dir;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  private record Ports(int client, int peer) {
    static Ports free() throws IOException {
      try (ServerSocket client = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return new Ports(client.getLocalPort(), peer.getLocalPort());
      }
    }
  }

  private Process start(Ports ports, Path log) throws IOException {
    String client = "http://127.0.0.1:" + ports.client();
    String peer = "http://127.0.0.1:" + ports.peer();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.keelson.launcher.Main",
                "etcd",
                "--name=m",
                "--data-dir=" + dir.resolve("data"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=m=" + peer)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    started.add(process);
    return process;
  }

  private static void awaitReady(Process process, Path log) throws Exception {
    while (!Files.readString(log).contains(READY)) {
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      Thread.sleep(20);
    }
  }

  @Test
  void a_member_starts_serves_guards_its_directory_and_ends_when_told() throws Exception {
    Ports ports = Ports.free();
    Path log = dir.resolve("first.log");
    Process member = start(ports, log);
    awaitReady(member, log);
    assertThat(health(ports)).isEqualTo("{\"health\":\"true\",\"reason\":\"\"}");

    Path second = dir.resolve("second.log");
    Process intruder = start(Ports.free(), second);
    assertThat(intruder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(intruder.exitValue()).isEqualTo(1);
    assertThat(Files.readAllLines(second))
        .allMatch(MemberProcessTest::isJson)
        .last()
        .asString()
        .startsWith("{\"level\":\"fatal\"")
        .contains(dir.resolve("data").toString())
        .doesNotContain("\\tat ");

    member.destroy();
    assertThat(member.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(member.exitValue()).as("ended by SIGTERM").isEqualTo(143);
    assertThat(Files.readAllLines(log))
        .allMatch(MemberProcessTest::isJson)
        .satisfiesOnlyOnce(line -> assertThat(line).contains(READY))
        .last()
        .asString()
        .contains("closed etcd server");

    Path again = dir.resolve("again.log");
    awaitReady(start(ports, again), again);
  }

  private static boolean isJson(String line) {
    return line.startsWith("{\"level\":\"") && line.endsWith("}");
  }

  private static String health(Ports ports) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + ports.client() + "/health");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
