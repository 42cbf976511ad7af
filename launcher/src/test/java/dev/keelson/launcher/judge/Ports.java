package dev.keelson.launcher.judge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Hands out loopback ports below the range from which the kernel picks outgoing ones. */
final class Ports {
  private static final int FIRST = 21_000;
  private static final int COUNT = 11_000;
  private static final Set<Integer> given = new HashSet<>();
  private static final Random random = new Random();

  private Ports() {}

  /** A port that nobody listens on now and that this JVM never got before. */
  static synchronized int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = FIRST + random.nextInt(COUNT);
      if (given.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new AssertionError("no free port found between " + FIRST + " and " + (FIRST + COUNT));
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
