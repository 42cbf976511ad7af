package dev.keelson.apiserver.server;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Who is at the other end of the connection.
 *
 * @param address of the socket, such as {@code 127.0.0.1:51234}
 * @param certificates the chain that TLS has seen, the client's own first; empty if none was sent.
 *     It is not yet verified: that is the authenticator's
 * @param known a part of this process, believed without credentials; never set for a socket
 */
public record Peer(String address, List<X509Certificate> certificates, Optional<Known> known) {
  /** In this process, and nobody in particular. */
  public static final Peer LOOPBACK = new Peer("loopback", List.of());

  /** As whom a part of this process speaks. */
  public record Known(String user, List<String> groups) {
    public Known {
      groups = List.copyOf(groups);
    }
  }

  public Peer {
    certificates = List.copyOf(certificates);
  }

  /** At the other end of a socket. */
  public Peer(String address, List<X509Certificate> certificates) {
    this(address, certificates, Optional.empty());
  }

  /** A part of this process, by a call within it. */
  public static Peer inProcess(String user, List<String> groups) {
    return new Peer("loopback", List.of(), Optional.of(new Known(user, groups)));
  }
}
