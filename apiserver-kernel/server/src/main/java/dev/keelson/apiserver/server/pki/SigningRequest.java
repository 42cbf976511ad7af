package dev.keelson.apiserver.server.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/** A PKCS#10 request whose sender has shown that he holds its key. */
record SigningRequest(PKCS10CertificationRequest request) {
  static SigningRequest parse(byte[] der) throws GeneralSecurityException {
    try {
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
      var verifier =
          new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo());
      if (!request.isSignatureValid(verifier)) {
        throw new GeneralSecurityException("the request's signature is not by its own key");
      }
      return new SigningRequest(request);
    } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
      throw new GeneralSecurityException("no certificate request that can be read", e);
    }
  }

  X509Certificate issue(
      TlsIdentity signer, List<String> usages, BigInteger serial, Instant from, Instant until)
      throws GeneralSecurityException {
    X509Certificate authority = signer.certificate();
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
              serial,
              Date.from(from),
              Date.from(until),
              request.getSubject(),
              request.getSubjectPublicKeyInfo());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      addUsages(builder, usages);
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.getPublicKey()));
      Optional<Extension> names = names();
      if (names.isPresent()) {
        builder.addExtension(names.get());
      }
      String algorithm = Keys.signatureAlgorithm(signer.key().getAlgorithm());
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(algorithm).build(signer.key())));
    } catch (IOException | OperatorCreationException e) {
      throw new GeneralSecurityException("the certificate cannot be made", e);
    }
  }

  private Optional<Extension> names() {
    Extensions wanted = request.getRequestedExtensions();
    return wanted == null
        ? Optional.empty()
        : Optional.ofNullable(wanted.getExtension(Extension.subjectAlternativeName));
  }

  private static void addUsages(X509v3CertificateBuilder builder, List<String> usages)
      throws GeneralSecurityException, IOException {
    int bits = 0;
    List<KeyPurposeId> purposes = new ArrayList<>();
    for (String usage : usages) {
      int bit = bit(usage);
      if (bit != 0) {
        bits |= bit;
      } else {
        purposes.add(purpose(usage));
      }
    }
    if (bits != 0) {
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
    }
    if (!purposes.isEmpty()) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
    }
  }

  /** 0: it is an extended one. */
  private static int bit(String usage) {
    return switch (usage) {
      case "signing", "digital signature" -> KeyUsage.digitalSignature;
      case "content commitment" -> KeyUsage.nonRepudiation;
      case "key encipherment" -> KeyUsage.keyEncipherment;
      case "key agreement" -> KeyUsage.keyAgreement;
      case "data encipherment" -> KeyUsage.dataEncipherment;
      case "cert sign" -> KeyUsage.keyCertSign;
      case "crl sign" -> KeyUsage.cRLSign;
      case "encipher only" -> KeyUsage.encipherOnly;
      case "decipher only" -> KeyUsage.decipherOnly;
      default -> 0;
    };
  }

  private static KeyPurposeId purpose(String usage) throws GeneralSecurityException {
    return switch (usage) {
      case "any" -> KeyPurposeId.anyExtendedKeyUsage;
      case "server auth" -> KeyPurposeId.id_kp_serverAuth;
      case "client auth" -> KeyPurposeId.id_kp_clientAuth;
      case "code signing" -> KeyPurposeId.id_kp_codeSigning;
      case "email protection", "s/mime" -> KeyPurposeId.id_kp_emailProtection;
      case "ipsec end system" -> KeyPurposeId.id_kp_ipsecEndSystem;
      case "ipsec tunnel" -> KeyPurposeId.id_kp_ipsecTunnel;
      case "ipsec user" -> KeyPurposeId.id_kp_ipsecUser;
      case "timestamping" -> KeyPurposeId.id_kp_timeStamping;
      case "ocsp signing" -> KeyPurposeId.id_kp_OCSPSigning;
      default -> throw new GeneralSecurityException("unknown key usage \"" + usage + "\"");
    };
  }
}
