package dev.keelson.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogLineTest {
  private static final Logger LOG = LoggerFactory.getLogger(LogLineTest.class);

  @TempDir Path dir;

  @AfterEach
  void restore() {
    LogSink.install(LogLevel.INFO, LogFormat.JSON, List.of("stderr"));
  }

  private List<String> lines(LogLevel level, LogFormat format, Runnable work) throws IOException {
    Path file = dir.resolve("log");
    LogSink.install(level, format, List.of(file.toString()));
    work.run();
    return Files.readAllLines(file);
  }

  @Test
  void a_line_has_etcds_shape() throws IOException {
    List<String> lines =
        lines(
            LogLevel.INFO,
            LogFormat.JSON,
            () ->
                LOG.atInfo()
                    .addKeyValue("name", "a\"b")
                    .addKeyValue("count", 3)
                    .addKeyValue("urls", List.of("x", "y"))
                    .addKeyValue("dir", Path.of("/a/b"))
                    .addKeyValue("none", (Object) null)
                    .log("hello {}", "you"));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .matches(
            "\\{\"level\":\"info\",\"ts\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}(Z|[+-]\\d{4})\","
                + "\"caller\":\"log/LogLineTest\\.java:\\d+\",\"msg\":\"hello you\",\"name\":\"a\\\\\"b\","
                + "\"count\":3,\"urls\":\\[\"x\",\"y\"],\"dir\":\"/a/b\",\"none\":null}");
  }

  @Test
  void time_is_written_to_the_microsecond_with_its_offset() {
    StringBuilder out = new StringBuilder();
    Timestamp.append(out, OffsetDateTime.parse("2006-01-02T15:04:05.999999999Z"));
    Timestamp.append(out.append(' '), OffsetDateTime.parse("2026-11-23T00:00:00-03:30"));
    assertThat(out).hasToString("2006-01-02T15:04:05.999999Z 2026-11-23T00:00:00.000000-0330");
  }

  @Test
  void a_failure_stays_in_its_line() throws IOException {
    List<String> lines =
        lines(
            LogLevel.INFO,
            LogFormat.JSON,
            () -> LOG.error("no \u0007 good\n", new IllegalStateException("why\nso")));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .startsWith("{\"level\":\"error\"")
        .contains("no \\u0007 good\\n", "IllegalStateException: why\\nso", "\"stacktrace\":");
  }

  @Test
  void fatal_is_a_level_of_its_own() throws IOException {
    assertThat(
            lines(
                LogLevel.FATAL,
                LogFormat.JSON,
                () -> {
                  LOG.error("no");
                  LOG.atError().addMarker(Markers.FATAL).log("yes");
                }))
        .singleElement()
        .asString()
        .startsWith("{\"level\":\"fatal\"");
  }

  @Test
  void levels_hold_and_libraries_speak_from_warn_on() throws IOException {
    assertThat(
            lines(
                LogLevel.DEBUG,
                LogFormat.CONSOLE,
                () -> {
                  LOG.debug("own");
                  LoggerFactory.getLogger("org.apache.ratis.server.RaftServer").info("no");
                  LoggerFactory.getLogger("org.apache.ratis.server.RaftServer").warn("ratis");
                  LoggerFactory.getLogger("io.netty.x").debug("no");
                }))
        .satisfiesExactly(
            line -> assertThat(line).contains("\tdebug\t").endsWith("\town"),
            line -> assertThat(line).contains("\twarn\t").endsWith("\tratis"));
  }

  @Test
  void java_util_logging_ends_in_the_same_place() throws IOException {
    assertThat(
            lines(
                LogLevel.INFO,
                LogFormat.JSON,
                () -> {
                  new JulBridge();
                  var jul = java.util.logging.Logger.getLogger("io.grpc.Test");
                  jul.info("no");
                  jul.log(java.util.logging.Level.SEVERE, "broke {0}", "it");
                }))
        .singleElement()
        .asString()
        .startsWith("{\"level\":\"error\"")
        .contains("\"caller\":\"log/LogLineTest.java:", "\"msg\":\"broke it\"");
  }

  @Test
  void dev_null_drops_everything() {
    LogSink.install(LogLevel.INFO, LogFormat.JSON, List.of("/dev/null", "stderr"));
    LOG.error("nobody sees this");
  }
}
