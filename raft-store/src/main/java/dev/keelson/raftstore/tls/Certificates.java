package dev.keelson.raftstore.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Certificates and lists of revoked ones, read from files. */
final class Certificates {
  private Certificates() {}

  /** All certificates of a PEM file, in its order; at least one. */
  static List<X509Certificate> read(Path file, String flag) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem.Block block : Pem.blocks(file, flag)) {
      if (block.label().equals("CERTIFICATE")) {
        try {
          certificates.add(
              (X509Certificate)
                  factory().generateCertificate(new ByteArrayInputStream(block.der())));
        } catch (CertificateException e) {
          throw new TlsFault(
              flag
                  + " "
                  + file
                  + ": certificate "
                  + (certificates.size() + 1)
                  + " is damaged: "
                  + e.getMessage(),
              e);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsFault(
          flag + " " + file + " holds no certificate: want PEM blocks \"CERTIFICATE\"");
    }
    return List.copyOf(certificates);
  }

  /** Serial numbers on a list of revoked certificates, which may be PEM or DER. */
  static Set<BigInteger> revoked(Path file, String flag) {
    try {
      X509CRL list =
          (X509CRL) factory().generateCRL(new ByteArrayInputStream(Pem.bytes(file, flag)));
      Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
      Set<BigInteger> serials = new HashSet<>();
      if (entries != null) {
        entries.forEach(entry -> serials.add(entry.getSerialNumber()));
      }
      return Set.copyOf(serials);
    } catch (CRLException | RuntimeException e) {
      if (e instanceof TlsFault fault) {
        throw fault;
      }
      throw new TlsFault(
          flag
              + " "
              + file
              + " is no list of revoked certificates (X.509 CRL, PEM or DER): "
              + e.getMessage(),
          e);
    }
  }

  private static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (CertificateException e) {
      throw new IllegalStateException("every JDK has X.509", e);
    }
  }
}
