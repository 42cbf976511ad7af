package dev.keelson.benchmarks.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a member serves clients.
 *
 * @param tls under TLS; whatever certificate it shows is taken
 */
public record Endpoint(String host, int port, boolean tls) {
  /** etcd's own default port for clients. */
  public static final int DEFAULT_PORT = 2379;

  public Endpoint {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no endpoint: host '" + host + "', port " + port);
    }
  }

  /** In the clear. */
  public Endpoint(String host, int port) {
    this(host, port, false);
  }

  /**
   * Reads a comma-separated list as etcdctl takes it: {@code host:port}, {@code http://host:port},
   * {@code https://host:port}, IPv6 in brackets; anything else is an IllegalArgumentException.
   */
  public static List<Endpoint> list(String text) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String part : text.split(",")) {
      endpoints.add(parse(part.strip()));
    }
    return List.copyOf(endpoints);
  }

  private static Endpoint parse(String text) {
    boolean tls = text.startsWith("https://");
    String address = text.replaceFirst("^https?://", "");
    address = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    int colon = address.lastIndexOf(':');
    boolean hasPort = colon > address.lastIndexOf(']');
    String host = hasPort ? address.substring(0, colon) : address;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new Endpoint(
          host, hasPort ? Integer.parseInt(address.substring(colon + 1)) : DEFAULT_PORT, tls);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("endpoint '" + text + "' is not host:port", e);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
