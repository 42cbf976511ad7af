package dev.keelson.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.WatchOptions;
import dev.keelson.apiserver.client.http.HttpTransport;
import dev.keelson.apiserver.client.http.Kubeconfig;
import dev.keelson.launcher.log.LogFormat;
import dev.keelson.launcher.log.LogLevel;
import dev.keelson.launcher.log.LogSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that is closed has nothing to complain of, whatever it was about to do. */
class QuietCloseTest {
  private static final int ROUNDS = 3;

  /** Shorter than any wait that somebody's closing is bounded by. */
  private static final Duration QUICK = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private Path log = Path.of("");
  private long shortest = Long.MAX_VALUE;

  @BeforeEach
  void listen() {
    log = directory.resolve("log");
    LogSink.install(LogLevel.WARN, LogFormat.JSON, List.of(log.toString()));
  }

  @AfterEach
  void listenNoMore() {
    LogSink.install(LogLevel.INFO, LogFormat.JSON, List.of("stderr"));
  }

  private void close(EmbeddedCluster cluster) {
    long start = System.nanoTime();
    cluster.close();
    shortest = Math.min(shortest, System.nanoTime() - start);
  }

  /** Of several times one: a busy machine may hold up the others. */
  private void wasQuietAndQuick() throws IOException {
    assertThat(Files.readString(log)).isEmpty();
    assertThat(Duration.ofNanos(shortest)).isLessThan(QUICK);
  }

  @Test
  void inTheMidstOfWork() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      EmbeddedCluster cluster = EmbeddedCluster.open(ClusterOptions.USUAL.withNodes(2));
      BadDays.deploy(cluster.client("test"), 20, "10m");
      int least = round * 5;
      BadDays.await("some pods", () -> BadDays.pods(cluster.client("test")).size() >= least);
      close(cluster);
    }
    wasQuietAndQuick();
  }

  @Test
  void asSoonAsItIsOpen() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      EmbeddedCluster cluster = EmbeddedCluster.open(ClusterOptions.USUAL);
      close(cluster.fork());
      close(cluster);
    }
    wasQuietAndQuick();
  }

  @Test
  void whereTimeStandsStill() throws IOException, InterruptedException {
    EmbeddedCluster cluster = EmbeddedCluster.open(ClusterOptions.USUAL.withVirtualTime());
    BadDays.deploy(cluster.client("test"), 5, "10m");
    cluster.settle();
    assertThat(BadDays.pods(cluster.client("test"))).hasSize(5);
    close(cluster);
    wasQuietAndQuick();
  }

  @Test
  void whileSomebodyOutsideWatches() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      EmbeddedCluster cluster = EmbeddedCluster.open(ClusterOptions.USUAL.withNodes(0));
      Path kubeconfig = directory.resolve("kubeconfig-" + round);
      cluster.writeKubeconfig(kubeconfig);
      try (HttpTransport way = HttpTransport.open(Kubeconfig.load(kubeconfig))) {
        ApiClient outside = new ApiClient(way, ClientOptions.usual("outside"));
        try (EventStream watch =
            outside.resource("v1", "namespaces").watch("", WatchOptions.from(""))) {
          assertThat(watch.next()).isPresent();
          close(cluster);
        }
      }
    }
    wasQuietAndQuick();
  }
}
