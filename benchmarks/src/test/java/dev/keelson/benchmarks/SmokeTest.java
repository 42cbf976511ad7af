package dev.keelson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keelson.benchmarks.server.Cleanup;
import dev.keelson.benchmarks.server.LocalCluster;
import dev.keelson.benchmarks.server.ServerBinary;
import dev.keelson.benchmarks.server.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drives a real etcd for a moment; of what it measures nothing is asserted but that it is there.
 */
class SmokeTest {
  private static final Path ETCD =
      Path.of(Optional.ofNullable(System.getenv("ETCD_BIN")).orElse("/usr/bin/etcd"));

  @Test
  void twoCasesRunAgainstAGivenEndpoint(@TempDir Path directory) throws Exception {
    assumeTrue(
        Files.isExecutable(ETCD),
        "no etcd at " + ETCD + ": install Debian's etcd-server, or name one in ETCD_BIN");
    try (Cleanup cleanup = new Cleanup();
        LocalCluster cluster =
            LocalCluster.prepare(ServerBinary.ask("etcd", ETCD), 1, Tls.NONE, directory, cleanup)) {
      cluster.start(Duration.ofMinutes(1));
      Path csv = directory.resolve("out.csv");

      int status =
          Bench.run(
              List.of(
                  "--endpoints=" + cluster.endpoints().getFirst(),
                  "--pid=" + cluster.pids().getFirst(),
                  "--cases=txn-update,get",
                  "--clients=4",
                  "--keys=1000",
                  "--seconds=0.2",
                  "--warmup=0.1",
                  "--server-warmup=0",
                  "--csv=" + csv));

      assertThat(status).isZero();
      assertThat(Files.readAllLines(csv))
          .hasSize(3)
          .anyMatch(line -> line.startsWith("endpoints,1,txn-update,4,"))
          .anyMatch(line -> line.startsWith("endpoints,1,get,4,"));
    }
  }
}
