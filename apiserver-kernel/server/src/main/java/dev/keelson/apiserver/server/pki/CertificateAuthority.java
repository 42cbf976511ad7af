package dev.keelson.apiserver.server.pki;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates: keys on P-256, a CA for ten years and the rest for one, as kubeadm. */
public final class CertificateAuthority {
  static final Duration CA_LIFE = Duration.ofDays(3650);
  static final Duration LIFE = Duration.ofDays(365);

  /** Clocks differ. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 127;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TlsIdentity self;
  private final InstantSource time;

  private CertificateAuthority(TlsIdentity self, InstantSource time) {
    this.self = self;
    this.time = time;
  }

  /** A new one, self-signed. */
  public static CertificateAuthority create(String commonName, InstantSource time) {
    KeyPair keys = Keys.ec();
    X500Name name = subject(commonName, List.of());
    Instant now = time.instant();
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  serial(),
                  Date.from(now.minus(SKEW)),
                  Date.from(now.plus(CA_LIFE)),
                  name,
                  keys.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
              .addExtension(
                  Extension.keyUsage,
                  true,
                  new KeyUsage(
                      KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return new CertificateAuthority(
          new TlsIdentity(List.of(sign(builder, keys)), keys.getPrivate()), time);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new PkiFault("the certificate of " + commonName + " cannot be made", e);
    }
  }

  /**
   * @throws PkiFault unreadable, or not the certificate of a CA
   */
  public static CertificateAuthority load(Path certificate, Path key, InstantSource time) {
    TlsIdentity self = TlsIdentity.load(certificate, key);
    if (self.certificate().getBasicConstraints() < 0) {
      throw new PkiFault(certificate + " is not the certificate of a CA");
    }
    return new CertificateAuthority(self, time);
  }

  public X509Certificate certificate() {
    return self.certificate();
  }

  /** To sign what is not issued here, such as the certificates of signing requests. */
  public TlsIdentity identity() {
    return self;
  }

  /** For a server. */
  public TlsIdentity serving(String commonName, ServingNames names) {
    KeyPair keys = Keys.ec();
    return new TlsIdentity(
        List.of(
            issue(
                subject(commonName, List.of()),
                keys.getPublic(),
                KeyPurposeId.id_kp_serverAuth,
                Optional.of(names.general()))),
        keys.getPrivate());
  }

  /**
   * For a client.
   *
   * @param user the common name
   * @param groups the organisations
   */
  public TlsIdentity client(String user, List<String> groups) {
    return client(user, groups, Keys.ec());
  }

  /** As {@link #client}, with a key that every client library reads: of RSA, as kubeadm's. */
  public TlsIdentity plainClient(String user, List<String> groups) {
    return client(user, groups, Keys.rsa());
  }

  TlsIdentity client(String user, List<String> groups, KeyPair keys) {
    return new TlsIdentity(
        List.of(
            issue(
                subject(user, groups),
                keys.getPublic(),
                KeyPurposeId.id_kp_clientAuth,
                Optional.empty())),
        keys.getPrivate());
  }

  /**
   * For whoever asks by a signing request: its subject, key and alternative names go into the
   * certificate, and nothing else of it does.
   *
   * @param request PKCS#10, DER
   * @param usages as the certificates API names them
   * @throws GeneralSecurityException it is none, its signature is not by its own key, a usage is
   *     unknown, or the authority's own time is over
   */
  public X509Certificate sign(
      byte[] request, List<String> usages, Instant notBefore, Instant notAfter)
      throws GeneralSecurityException {
    Instant last = certificate().getNotAfter().toInstant();
    if (!last.isAfter(notBefore)) {
      throw new GeneralSecurityException("the signer has expired");
    }
    return SigningRequest.parse(request)
        .issue(self, usages, serial(), notBefore, notAfter.isBefore(last) ? notAfter : last);
  }

  private X509Certificate issue(
      X500Name subject, PublicKey key, KeyPurposeId purpose, Optional<GeneralNames> names) {
    Instant now = time.instant();
    Instant end = now.plus(LIFE);
    Instant last = certificate().getNotAfter().toInstant();
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  X500Name.getInstance(certificate().getSubjectX500Principal().getEncoded()),
                  serial(),
                  Date.from(now.minus(SKEW)),
                  Date.from(end.isBefore(last) ? end : last),
                  subject,
                  key)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(
                  Extension.keyUsage,
                  true,
                  new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment))
              .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  extensions.createAuthorityKeyIdentifier(certificate().getPublicKey()));
      if (names.isPresent()) {
        builder.addExtension(Extension.subjectAlternativeName, false, names.get());
      }
      return sign(builder, new KeyPair(certificate().getPublicKey(), self.key()));
    } catch (GeneralSecurityException | CertIOException e) {
      throw new PkiFault("a certificate for " + subject + " cannot be made", e);
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair signer)
      throws GeneralSecurityException {
    try {
      String algorithm = Keys.signatureAlgorithm(signer.getPrivate().getAlgorithm());
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static X500Name subject(String commonName, List<String> organisations) {
    X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
    organisations.forEach(each -> builder.addRDN(BCStyle.O, each));
    return builder.addRDN(BCStyle.CN, commonName).build();
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).setBit(0);
  }
}
