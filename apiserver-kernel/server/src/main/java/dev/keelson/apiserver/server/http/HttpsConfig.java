package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.server.pki.TlsIdentity;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * @param address to bind, such as {@code 0.0.0.0} or {@code ::}
 * @param port 0 for any that is free
 * @param clientCas named to the client as issuers of acceptable certificates; a client may send one
 *     of another issuer, or none: that is judged by the authenticator, not by TLS
 */
public record HttpsConfig(
    String address,
    int port,
    TlsIdentity identity,
    List<X509Certificate> clientCas,
    HttpBounds bounds) {
  public HttpsConfig {
    clientCas = List.copyOf(clientCas);
  }

  public HttpsConfig(
      String address, int port, TlsIdentity identity, List<X509Certificate> clientCas) {
    this(address, port, identity, clientCas, HttpBounds.DEFAULTS);
  }
}
