package dev.keelson.scheduler.view;

/**
 * A port that a pod takes on its node.
 *
 * @param ip {@value #ANY} for all of the node's
 * @param protocol TCP, UDP, SCTP
 */
public record HostPort(String ip, String protocol, int port) {
  public static final String ANY = "0.0.0.0";

  public HostPort {
    ip = ip.isEmpty() ? ANY : ip;
    protocol = protocol.isEmpty() ? "TCP" : protocol;
  }

  public boolean conflictsWith(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (ip.equals(ANY) || other.ip.equals(ANY) || ip.equals(other.ip));
  }
}
