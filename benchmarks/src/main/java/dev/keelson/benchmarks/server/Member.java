package dev.keelson.benchmarks.server;

import dev.keelson.benchmarks.wire.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One member's name, ports and directories; the same over all its starts. */
record Member(String name, int clientPort, int peerPort, Path directory, Tls tls) {
  private static final String HOST = "127.0.0.1";

  /** Room that no case fills, so that no run ends in NOSPACE. */
  private static final long QUOTA_BYTES = 8L << 30;

  /** A member with two ports that were free a moment ago. */
  static Member inside(Path parent, String name, Tls tls) {
    try (ServerSocket client = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path directory = Files.createDirectories(parent.resolve(name));
      return new Member(name, client.getLocalPort(), peer.getLocalPort(), directory, tls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Endpoint endpoint() {
    return new Endpoint(HOST, clientPort, tls != Tls.NONE);
  }

  Path log() {
    return directory.resolve("server.log");
  }

  Path data() {
    return directory.resolve("data");
  }

  private String clientUrl() {
    return (tls == Tls.NONE ? "http://" : "https://") + HOST + ":" + clientPort;
  }

  private String peerUrl() {
    return (tls == Tls.ALL ? "https://" : "http://") + HOST + ":" + peerPort;
  }

  /** Starts the program as this member of {@code all}. */
  Process start(ServerBinary binary, List<Member> all) throws IOException {
    String cluster = String.join(",", all.stream().map(m -> m.name() + "=" + m.peerUrl()).toList());
    ProcessBuilder builder =
        new ProcessBuilder(
            binary.path().toString(),
            "--name=" + name,
            "--data-dir=" + data(),
            "--listen-client-urls=" + clientUrl(),
            "--advertise-client-urls=" + clientUrl(),
            "--listen-peer-urls=" + peerUrl(),
            "--initial-advertise-peer-urls=" + peerUrl(),
            "--initial-cluster=" + cluster,
            "--initial-cluster-token=keelson-bench",
            "--initial-cluster-state=new",
            "--quota-backend-bytes=" + QUOTA_BYTES,
            "--auto-tls=" + (tls != Tls.NONE),
            "--peer-auto-tls=" + (tls == Tls.ALL));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("ETCD_"));
    builder.directory(directory.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    return builder.start();
  }

  /** The last lines of the log. */
  String logTail() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
