package dev.keelson.apiserver.server;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who is at the other end of the connection.
 *
 * @param address of the socket, such as {@code 127.0.0.1:51234}
 * @param certificates the chain that TLS has seen, the client's own first; empty if none was sent.
 *     It is not yet verified: that is the authenticator's
 */
public record Peer(String address, List<X509Certificate> certificates) {
  /** In this process. */
  public static final Peer LOOPBACK = new Peer("loopback", List.of());

  public Peer {
    certificates = List.copyOf(certificates);
  }
}
