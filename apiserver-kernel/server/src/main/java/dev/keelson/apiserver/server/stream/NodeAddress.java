package dev.keelson.apiserver.server.stream;

/**
 * Where a node agent, or what stands behind a proxied service, listens.
 *
 * @param host a name or an address literal, IPv6 without brackets
 */
public record NodeAddress(String host, int port, boolean tls) {
  /** As it stands in a URL. */
  String authority() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
