package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** All members on 127.0.0.1, each with two ports of its own. */
public final class LoopbackNetwork implements Network {
  // below the range from which the kernel picks outgoing ports
  private static final int FIRST_PORT = 12_000;
  private static final int PORTS = 18_000;
  private static final int ATTEMPTS = 1_000;

  private final List<Integer> ports;

  /**
   * Looks for free ports.
   *
   * @throws IOException there are none
   */
  public LoopbackNetwork(int members) throws IOException {
    Random random = new Random();
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < ATTEMPTS && found.size() < 2 * members; i++) {
      int port = FIRST_PORT + random.nextInt(PORTS);
      if (isFree(port)) {
        found.add(port);
      }
    }
    if (found.size() < 2 * members) {
      throw new IOException("no free ports on loopback");
    }
    this.ports = new ArrayList<>(found);
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public String clientAddress(int member) {
    return "127.0.0.1:" + ports.get(2 * member);
  }

  @Override
  public String peerAddress(int member) {
    return "127.0.0.1:" + ports.get(2 * member + 1);
  }

  @Override
  public List<String> commandPrefix(int member) {
    return List.of();
  }

  @Override
  public Optional<Wire> wire() {
    return Optional.empty();
  }
}
