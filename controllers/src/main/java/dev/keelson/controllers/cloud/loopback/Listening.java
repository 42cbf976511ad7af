package dev.keelson.controllers.cloud.loopback;

import dev.keelson.controllers.cloud.CloudFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A balancer's forwarders, all at one address.
 *
 * @param forwarders by the Service's port, which is also theirs unless {@link #isElsewhere}
 */
record Listening(String address, Map<Integer, Forwarder> forwarders, boolean isElsewhere) {
  /** Addresses that are tried before free ports of the last resort are. */
  private static final int ATTEMPTS = 8;

  private static final String LAST_RESORT = "127.0.0.1";

  /**
   * At an address of the balancer's own, so that it may have the Service's ports; where the system
   * has no such addresses, or those ports are not for us, at {@value #LAST_RESORT} with free ones.
   *
   * @param preferred where it listened before, or ""
   */
  static Listening open(Balancer balancer, String preferred) {
    List<String> addresses = new ArrayList<>();
    if (!preferred.isEmpty() && !preferred.equals(LAST_RESORT)) {
      addresses.add(preferred);
    }
    int seed = balancer.name().hashCode();
    for (int i = 0; i < ATTEMPTS; i++) {
      addresses.add(address(seed + i * 0x9E3779B9));
    }
    for (String each : addresses) {
      try {
        return open(balancer, each, false);
      } catch (IOException _) {
        // Taken, or not to be had.
      }
    }
    try {
      return open(balancer, LAST_RESORT, true);
    } catch (IOException e) {
      throw CloudFailure.of("cannot listen for " + balancer.service(), e);
    }
  }

  /** Of 127.0.0.0/8 beyond what others usually take; neither 0 nor 255 at the end. */
  private static String address(int seed) {
    return "127.%d.%d.%d"
        .formatted(64 + (seed >>> 24) % 128, seed >>> 8 & 255, 1 + (seed & 255) % 254);
  }

  private static Listening open(Balancer balancer, String address, boolean isElsewhere)
      throws IOException {
    Map<Integer, Forwarder> forwarders = new LinkedHashMap<>();
    try {
      for (var each : balancer.ports().entrySet()) {
        int port = isElsewhere ? 0 : each.getKey();
        forwarders.put(
            each.getKey(), Forwarder.listen(InetAddress.ofLiteral(address), port, each.getValue()));
      }
    } catch (IOException e) {
      forwarders.values().forEach(Forwarder::close);
      throw e;
    }
    return new Listening(address, forwarders, isElsewhere);
  }

  /** Whether it only needs other targets. */
  boolean fits(Balancer balancer) {
    return forwarders.keySet().equals(balancer.ports().keySet());
  }

  void retarget(Balancer balancer) {
    balancer
        .ports()
        .forEach(
            (port, targets) -> {
              Forwarder forwarder = forwarders.get(port);
              if (forwarder != null) {
                forwarder.retarget(targets);
              }
            });
  }

  List<Integer> ports() {
    return forwarders.values().stream().map(Forwarder::port).toList();
  }

  void close() {
    forwarders.values().forEach(Forwarder::close);
  }
}
