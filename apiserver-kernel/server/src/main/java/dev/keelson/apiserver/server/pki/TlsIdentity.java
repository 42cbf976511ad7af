package dev.keelson.apiserver.server.pki;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with its key.
 *
 * @param chain its own certificate first; never empty
 */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
  public TlsIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
  }

  /**
   * From PEM files, as {@code --tls-cert-file} and {@code --tls-private-key-file} name them.
   *
   * @throws PkiFault unreadable, encrypted, or key and certificate do not belong together
   */
  public static TlsIdentity load(Path certificates, Path key) {
    TlsIdentity identity = new TlsIdentity(Pem.certificates(certificates), Pem.privateKey(key));
    if (!Keys.belongTogether(identity.certificate().getPublicKey(), identity.key())) {
      throw new PkiFault(
          "the key in %s is not that of the first certificate in %s".formatted(key, certificates));
    }
    return identity;
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }
}
