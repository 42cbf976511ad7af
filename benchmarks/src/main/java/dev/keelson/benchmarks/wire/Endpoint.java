package dev.keelson.benchmarks.wire;

import java.util.ArrayList;
import java.util.List;

/** Where a member serves clients, in the clear. */
public record Endpoint(String host, int port) {
  /** etcd's own default port for clients. */
  public static final int DEFAULT_PORT = 2379;

  public Endpoint {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no endpoint: host '" + host + "', port " + port);
    }
  }

  /**
   * Reads a comma-separated list as etcdctl takes it: {@code host:port}, {@code http://host:port},
   * IPv6 in brackets. TLS is not spoken here, so {@code https://} is refused with
   * IllegalArgumentException.
   */
  public static List<Endpoint> list(String text) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String part : text.split(",")) {
      endpoints.add(parse(part.strip()));
    }
    return List.copyOf(endpoints);
  }

  private static Endpoint parse(String text) {
    if (text.startsWith("https://")) {
      throw new IllegalArgumentException(
          "endpoint " + text + ": the benchmark speaks no TLS; give it an http endpoint");
    }
    String address = text.startsWith("http://") ? text.substring("http://".length()) : text;
    address = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    int colon = address.lastIndexOf(':');
    boolean hasPort = colon > address.lastIndexOf(']');
    String host = hasPort ? address.substring(0, colon) : address;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new Endpoint(
          host, hasPort ? Integer.parseInt(address.substring(colon + 1)) : DEFAULT_PORT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("endpoint '" + text + "' is not host:port", e);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
