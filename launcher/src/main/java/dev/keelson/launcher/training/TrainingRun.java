package dev.keelson.launcher.training;

import dev.keelson.launcher.Main;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts the very program with the very flags that users start, on loopback and in a directory that
 * the caller removes; clients in the same process then do what clients do first: of a member of the
 * store, and of a whole cluster. Ends by System.exit, so that closing is trained as well.
 *
 * <p>Words: the directory. Exit code 0 when everything was answered.
 */
public final class TrainingRun {
  private TrainingRun() {}

  public static void main(String[] words) throws IOException {
    int client = freePort();
    int peer = freePort();
    Path directory = Path.of(words[0]);
    Thread.ofPlatform()
        .daemon()
        .name("training-client")
        .start(() -> train(client, directory.resolve("cluster")));
    String clientUrl = "http://127.0.0.1:" + client;
    String peerUrl = "http://127.0.0.1:" + peer;
    Main.main(
        List.of(
                "etcd",
                "--name=training",
                "--data-dir=" + directory.resolve("member"),
                "--listen-client-urls=" + clientUrl,
                "--advertise-client-urls=" + clientUrl,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=training=" + peerUrl)
            .toArray(String[]::new));
  }

  private static void train(int port, Path cluster) {
    int code = 1;
    try (TrainingClient client = new TrainingClient(port)) {
      client.work();
      TrainingCluster.live(cluster);
      code = 0;
    } catch (Exception e) {
      System.err.println("training failed: " + e);
    }
    System.exit(code);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
