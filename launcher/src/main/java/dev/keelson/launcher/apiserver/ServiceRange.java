package dev.keelson.launcher.apiserver;

import dev.keelson.launcher.snapshot.Misuse;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses of services.
 *
 * @param first that of the API server itself
 */
record ServiceRange(String first) {
  /** Throws {@link Misuse} where it is no IPv4 range of four addresses or more. */
  static ServiceRange parse(String cidr) {
    String[] parts = cidr.split("/");
    try {
      int bits = Integer.parseInt(parts.length == 2 ? parts[1] : "");
      if (!parts[0].matches("[0-9.]+") || bits < 8 || bits > 30) {
        throw bad(cidr);
      }
      byte[] address = InetAddress.getByName(parts[0]).getAddress();
      address[3]++;
      return new ServiceRange(InetAddress.getByAddress(address).getHostAddress());
    } catch (NumberFormatException | UnknownHostException e) {
      throw bad(cidr);
    }
  }

  private static Misuse bad(String cidr) {
    return new Misuse(
        "--service-cluster-ip-range \"" + cidr + "\" is no IPv4 range such as 10.96.0.0/12");
  }
}
