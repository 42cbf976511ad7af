package dev.keelson.apiserver.server.pki;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/** Questions to a certificate. */
final class Certificates {
  private Certificates() {}

  static boolean isSignedBy(X509Certificate certificate, X509Certificate ca) {
    try {
      certificate.verify(ca.getPublicKey());
      return certificate.getIssuerX500Principal().equals(ca.getSubjectX500Principal());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
