package dev.keelson.launcher.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.launcher.log.LogFormat;
import dev.keelson.launcher.log.LogLevel;
import dev.keelson.launcher.log.LogSink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command from its words to its exit code, with a member that only pretends. */
class EtcdCommandTest {
  private static final class PretendMember implements RunningMember {
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private int notReadyFor;
    private boolean closed;

    @Override
    public boolean awaitReady(Duration limit) {
      return notReadyFor-- <= 0;
    }

    @Override
    public CompletableFuture<Throwable> failure() {
      return failure;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @TempDir Path dir;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final StopSignal stop = new StopSignal();
  private final PretendMember member = new PretendMember();
  private RunningMember.Starter starter = _ -> member;

  @AfterEach
  void restore() {
    LogSink.install(LogLevel.INFO, LogFormat.JSON, List.of("stderr"));
  }

  private int run(String... words) {
    return new EtcdCommand(plan -> starter.start(plan), stop, print(out), print(err))
        .run(List.of(words), Map.of());
  }

  private int runLogged(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--log-outputs=" + dir.resolve("log"));
    all.add("--data-dir=" + dir.resolve("data"));
    return run(all.toArray(String[]::new));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private List<String> log() throws Exception {
    return Files.readAllLines(dir.resolve("log"));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String[] clear(int client, int peer) {
    return new String[] {
      "--listen-client-urls=http://127.0.0.1:" + client,
      "--advertise-client-urls=http://127.0.0.1:" + client,
      "--listen-peer-urls=http://127.0.0.1:" + peer,
      "--initial-advertise-peer-urls=http://127.0.0.1:" + peer,
    };
  }

  @Test
  void version_and_help_end_well_and_say_so_on_stdout() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("etcd Version: ");
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("--listen-client-urls");
  }

  @Test
  void misuse_is_exit_2_with_the_line_and_the_usage() {
    assertThat(run("--bogus")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("flag provided but not defined: -bogus\nUsage:\n");
  }

  @Test
  void a_start_that_is_refused_is_exit_1() {
    assertThat(run("stray")).isEqualTo(1);
    assertThat(run("--election-timeout=100")).isEqualTo(1);
    assertThat(run("--cert-file=x")).isEqualTo(1);
    assertThat(run("--logger=capnslog")).isEqualTo(1);
    assertThat(run("--log-level=loud")).isEqualTo(1);
  }

  @Test
  void a_member_that_is_stopped_before_it_is_ready_never_says_so() throws Exception {
    member.notReadyFor = 3;
    starter =
        _ -> {
          stop.raise();
          return member;
        };
    assertThat(runLogged(clear(freePort(), freePort()))).isZero();
    assertThat(log()).noneMatch(line -> line.contains("ready to serve client requests"));
    assertThat(member.closed).isTrue();
  }

  @Test
  void a_ready_member_says_so_and_closes_when_told() throws Exception {
    member.notReadyFor = 2;
    Thread signal =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (member.notReadyFor >= 0) {
                    Thread.onSpinWait();
                  }
                  stop.raise();
                });
    assertThat(runLogged(clear(freePort(), freePort()))).isZero();
    signal.join();
    assertThat(log())
        .filteredOn(line -> line.contains("\"msg\":\"ready to serve client requests\""))
        .hasSize(1);
    assertThat(log()).last().asString().contains("closed etcd server");
    assertThat(log()).allMatch(line -> line.startsWith("{\"level\":\"") && line.endsWith("}"));
    assertThat(member.closed).isTrue();
  }

  @Test
  void a_store_that_cannot_go_on_is_one_fatal_line_and_exit_1() throws Exception {
    member.failure.complete(
        new IllegalStateException("entry 7", new IllegalArgumentException("disk gone\nreally")));
    assertThat(runLogged(clear(freePort(), freePort()))).isEqualTo(1);
    assertThat(log())
        .last()
        .asString()
        .startsWith("{\"level\":\"fatal\"")
        .contains("entry 7", "disk gone really")
        .doesNotContain("\\n", "stacktrace");
  }

  @Test
  void a_member_that_does_not_start_is_one_fatal_line_and_exit_1() throws Exception {
    starter =
        _ -> {
          throw new IllegalStateException("directory of another cluster");
        };
    assertThat(runLogged(clear(freePort(), freePort()))).isEqualTo(1);
    assertThat(log()).last().asString().contains("fatal", "directory of another cluster");
  }

  @Test
  void a_port_in_use_is_named_before_anything_is_opened() throws Exception {
    starter =
        _ -> {
          throw new AssertionError("opened");
        };
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(runLogged(clear(taken.getLocalPort(), freePort()))).isEqualTo(1);
      assertThat(log())
          .last()
          .asString()
          .contains(
              "\"error\":\"listen tcp 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": bind: address already in use\"");
    }
  }

  @Test
  void what_has_no_effect_is_one_warning() throws Exception {
    stop.raise();
    List<String> words = new ArrayList<>(List.of(clear(freePort(), freePort())));
    words.addAll(List.of("--max-snapshots=4", "--max-wals=9"));
    assertThat(runLogged(words.toArray(String[]::new))).isZero();
    assertThat(log())
        .filteredOn(line -> line.contains("flags accepted without effect"))
        .singleElement()
        .asString()
        .contains("[\"max-wals\",\"max-snapshots\"]");
  }
}
