package dev.keelson.apiserver.server.admission.certificate;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Whose certificate a CertificateSigningRequest asks for. Its signature is not looked at here.
 *
 * @param commonName the last one, as Go takes it; "" without any
 */
public record RequestSubject(String commonName, List<String> organizations) {
  private static final String BEGIN = "-----BEGIN CERTIFICATE REQUEST-----";
  private static final String END = "-----END CERTIFICATE REQUEST-----";

  public RequestSubject {
    organizations = List.copyOf(organizations);
  }

  static boolean isAbout(AdmissionRequest request) {
    return request
        .resource()
        .name()
        .groupResource()
        .equals("certificatesigningrequests.certificates.k8s.io");
  }

  /** Empty where {@code spec.request} is no PKCS#10 request in PEM. */
  public static Optional<RequestSubject> of(ApiObject request) {
    try {
      byte[] pem = Base64.getDecoder().decode(request.spec().text("request"));
      String text = new String(pem, StandardCharsets.ISO_8859_1);
      int begin = text.indexOf(BEGIN);
      int end = text.indexOf(END);
      if (begin < 0 || end < begin) {
        return Optional.empty();
      }
      byte[] der =
          Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end).strip());
      X500Name subject =
          CertificationRequest.getInstance(der).getCertificationRequestInfo().getSubject();
      List<String> names = texts(subject, BCStyle.CN);
      return Optional.of(
          new RequestSubject(names.isEmpty() ? "" : names.getLast(), texts(subject, BCStyle.O)));
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException _) {
      // So Bouncy Castle and Base64 say that bytes are malformed.
      return Optional.empty();
    }
  }

  private static List<String> texts(X500Name subject, ASN1ObjectIdentifier type) {
    List<String> texts = new ArrayList<>();
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
