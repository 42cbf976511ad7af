package dev.keelson.apiserver.server.auth;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority and what it signs; elliptic keys, for they are quick to make. */
final class TestCertificates {
  static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");

  private static final AtomicLong SERIALS = new AtomicLong();

  private final X500Name name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestCertificates(X500Name name, KeyPair keys, X509Certificate certificate) {
    this.name = name;
    this.keys = keys;
    this.certificate = certificate;
  }

  static TestCertificates authority(String name) throws Exception {
    X500Name subject = new X500Name(name);
    KeyPair keys = keys();
    return new TestCertificates(
        subject, keys, sign(subject, keys, subject, keys, true, Optional.empty(), UNTIL));
  }

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  TestCertificates intermediate(String subject) throws Exception {
    X500Name own = new X500Name(subject);
    KeyPair ownKeys = keys();
    return new TestCertificates(
        own, ownKeys, sign(name, keys, own, ownKeys, true, Optional.empty(), UNTIL));
  }

  X509Certificate certificate() {
    return certificate;
  }

  X509Certificate client(String subject) throws Exception {
    return leaf(new X500Name(subject), Optional.of(KeyPurposeId.id_kp_clientAuth), UNTIL);
  }

  X509Certificate leaf(X500Name subject, Optional<KeyPurposeId> usage, Instant until)
      throws Exception {
    return sign(name, keys, subject, keys(), false, usage, until);
  }

  private static X509Certificate sign(
      X500Name issuer,
      KeyPair issuerKeys,
      X500Name subject,
      KeyPair keys,
      boolean isAuthority,
      Optional<KeyPurposeId> usage,
      Instant until)
      throws Exception {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(SERIALS.incrementAndGet()),
            Date.from(FROM),
            Date.from(until),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    if (usage.isPresent()) {
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(usage.get()));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
  }
}
