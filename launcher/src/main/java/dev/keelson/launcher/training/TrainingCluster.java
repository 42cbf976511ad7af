package dev.keelson.launcher.training;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.http.HttpTransport;
import dev.keelson.apiserver.client.http.Kubeconfig;
import dev.keelson.launcher.StopSignal;
import dev.keelson.launcher.apiserver.ApiserverCommand;
import dev.keelson.launcher.up.UpCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The short life of a whole cluster: started as users start it, used as they use it, stopped. */
final class TrainingCluster {
  static final String TOKEN = "training";

  private static final long LONGEST_SECONDS = 60;
  private static final long POLL_MILLIS = 10;

  private TrainingCluster() {}

  /**
   * @param directory for the cluster, which need not be there
   */
  static void live(Path directory) throws Exception {
    if (new ApiserverCommand(System.err, System.err).run(List.of("--help")) != 0) {
      throw new IllegalStateException("apiserver does not say how it is used");
    }
    Files.createDirectories(directory);
    Path tokens = directory.resolve("tokens");
    Files.writeString(tokens, TOKEN + ",training,1,\"system:masters\"\n");
    CompletableFuture<StopSignal> signal = new CompletableFuture<>();
    CompletableFuture<Integer> end = new CompletableFuture<>();
    UpCommand up =
        new UpCommand(
            System.err,
            System.err,
            () -> {
              signal.complete(StopSignal.listen());
              return signal.join();
            });
    List<String> words =
        List.of(
            "--data-dir=" + directory,
            "--https-port=0",
            "--bind-address=127.0.0.1",
            "--token-auth-file=" + tokens,
            "--nodes=2");
    Thread.ofPlatform().daemon().name("training-up").start(() -> end.complete(up.run(words)));
    try {
      use(directory, end);
    } finally {
      signal.get(LONGEST_SECONDS, TimeUnit.SECONDS).stop();
    }
    if (end.get(LONGEST_SECONDS, TimeUnit.SECONDS) != 0) {
      throw new IllegalStateException("the cluster did not end well");
    }
  }

  private static void use(Path directory, CompletableFuture<Integer> end) throws Exception {
    Kubeconfig config = Kubeconfig.load(kubeconfig(directory, end));
    try (HttpTransport transport = HttpTransport.open(config)) {
      ClientOptions options =
          ClientOptions.usual("kubectl").withTimeout(Duration.ofSeconds(LONGEST_SECONDS));
      TrainingUser user = new TrainingUser(new ApiClient(transport, options));
      user.work();
      TrainingExec.run(config.server(), directory.resolve("pki").resolve("ca.crt"), user.onePod());
      user.load();
    }
  }

  /** As soon as it is there, which is before the cluster is ready. */
  private static Path kubeconfig(Path directory, CompletableFuture<Integer> end)
      throws IOException, InterruptedException {
    Path file = directory.resolve("admin.conf");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (!Files.exists(file) || Files.size(file) == 0) {
      if (end.isDone() || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the cluster does not start");
      }
      Thread.sleep(POLL_MILLIS);
    }
    return file;
  }
}
