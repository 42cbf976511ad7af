package dev.keelson.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
  @Test
  void theVersionIsReadAsEtcdPrintsIt() {
    assertThat(ServerBinary.version("etcd Version: 3.5.30\nGit SHA: x\n")).isEqualTo("3.5.30");
    assertThat(ServerBinary.version("")).isEqualTo("unknown version");
  }

  @Test
  void cleanUpRunsLastFirstAndOnce() {
    List<String> order = new ArrayList<>();
    Cleanup cleanup = new Cleanup();
    cleanup.add(() -> order.add("first"));
    cleanup.add(() -> order.add("second"));

    cleanup.close();
    cleanup.close();

    assertThat(order).containsExactly("second", "first");
    assertThat(cleanup.add(() -> order.add("late"))).isFalse();
    assertThat(order).endsWith("late");
  }

  @Test
  void aServerThatEndsAtOnceIsReportedWithItsLogAndLeavesNothing(@TempDir Path directory)
      throws Exception {
    Path program = directory.resolve("broken");
    Files.writeString(program, "#!/bin/sh\necho cannot serve today\nexit 3\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path scratch = Files.createDirectory(directory.resolve("scratch"));

    try (Cleanup cleanup = new Cleanup();
        LocalCluster cluster =
            LocalCluster.prepare(
                new ServerBinary("broken", program, "1"), 1, Tls.NONE, scratch, cleanup)) {
      assertThatThrownBy(() -> cluster.start(Duration.ofSeconds(10)))
          .isInstanceOf(ServerFailed.class)
          .hasMessageContaining("ended before it answered a read")
          .hasMessageContaining("cannot serve today");
    }
    try (var left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }
}
