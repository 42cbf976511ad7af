package dev.keelson.apiserver.server.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Reads a caller out of a certificate's subject. */
final class CertificateSubject {
  static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";
  private static final ASN1ObjectIdentifier UID = new ASN1ObjectIdentifier("1.3.6.1.4.1.57683.2");

  private CertificateSubject() {}

  /** The last one, as Go takes it; "" if there is none. */
  static String commonName(X509Certificate certificate) {
    List<String> names = texts(certificate, BCStyle.CN);
    return names.isEmpty() ? "" : names.getLast();
  }

  /**
   * @throws CertificateException more than one uid, or an empty one
   */
  static Caller caller(X509Certificate certificate) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    String credential = "X509SHA256=" + HexFormat.of().formatHex(digest);
    return new Caller(
        commonName(certificate),
        uid(certificate),
        texts(certificate, BCStyle.O),
        Map.of(CREDENTIAL_ID, List.of(credential)));
  }

  private static String uid(X509Certificate certificate) throws CertificateException {
    List<String> uids = texts(certificate, UID);
    if (uids.isEmpty()) {
      return "";
    }
    if (uids.size() > 1) {
      throw new CertificateException("expected 1 UID, but found multiple: " + uids);
    }
    if (uids.getFirst().isEmpty()) {
      throw new CertificateException("UID cannot be an empty string");
    }
    return uids.getFirst();
  }

  private static List<String> texts(X509Certificate certificate, ASN1ObjectIdentifier type) {
    List<String> texts = new ArrayList<>();
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    for (RDN rdn : subject.getRDNs()) {
      for (AttributeTypeAndValue each : rdn.getTypesAndValues()) {
        if (each.getType().equals(type) && each.getValue() instanceof ASN1String text) {
          texts.add(text.getString());
        }
      }
    }
    return texts;
  }
}
