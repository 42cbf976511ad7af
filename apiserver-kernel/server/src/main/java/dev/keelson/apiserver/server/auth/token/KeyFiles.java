package dev.keelson.apiserver.server.auth.token;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Keys in PEM, as {@code --service-account-key-file} and its signing brother hold them. */
public final class KeyFiles {
  private KeyFiles() {}

  /**
   * @throws GeneralSecurityException not one private key of RSA (PKCS#1, PKCS#8) or EC (SEC 1)
   */
  public static KeyPair signingKey(String pem) throws GeneralSecurityException {
    for (Object each : parts(pem)) {
      if (each instanceof PEMKeyPair pair) {
        return keyPair(pair.getPrivateKeyInfo());
      }
      if (each instanceof PrivateKeyInfo info) {
        return keyPair(info);
      }
    }
    throw new GeneralSecurityException("no private key in PEM");
  }

  /**
   * Public keys, and those of certificates and of private keys.
   *
   * @throws GeneralSecurityException no key at all, or of a sort that signs no token
   */
  public static List<VerifyingKey> verifyingKeys(String pem) throws GeneralSecurityException {
    List<VerifyingKey> keys = new ArrayList<>();
    for (Object each : parts(pem)) {
      switch (each) {
        case PEMKeyPair pair ->
            keys.add(VerifyingKey.of(keyPair(pair.getPrivateKeyInfo()).getPublic()));
        case PrivateKeyInfo info -> keys.add(VerifyingKey.of(keyPair(info).getPublic()));
        case SubjectPublicKeyInfo info -> keys.add(VerifyingKey.of(publicKey(info)));
        case X509CertificateHolder certificate ->
            keys.add(VerifyingKey.of(publicKey(certificate.getSubjectPublicKeyInfo())));
        default -> {}
      }
    }
    if (keys.isEmpty()) {
      throw new GeneralSecurityException("no public key in PEM");
    }
    return keys;
  }

  /** PKCS#8; readable again with {@link #signingKey}. */
  public static String pem(KeyPair pair) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(new JcaPKCS8Generator(pair.getPrivate(), null));
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.toString();
  }

  private static List<Object> parts(String pem) throws GeneralSecurityException {
    List<Object> parts = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        parts.add(next);
      }
    } catch (IOException e) {
      throw new GeneralSecurityException("not PEM: " + e.getMessage(), e);
    }
    return parts;
  }

  /** Files of private keys may lack the public half, so it is worked out of the private one. */
  private static KeyPair keyPair(PrivateKeyInfo info) throws GeneralSecurityException {
    try {
      PrivateKey key = new JcaPEMKeyConverter().getPrivateKey(info);
      return switch (key) {
        case RSAPrivateCrtKey rsa -> {
          RSAPublicKeySpec spec = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
          yield new KeyPair(KeyFactory.getInstance("RSA").generatePublic(spec), key);
        }
        case ECPrivateKey elliptic -> new KeyPair(publicKey(elliptic, info), key);
        default -> throw new GeneralSecurityException("private key of " + key.getAlgorithm());
      };
    } catch (IOException e) {
      throw new GeneralSecurityException("not a key: " + e.getMessage(), e);
    }
  }

  private static PublicKey publicKey(ECPrivateKey key, PrivateKeyInfo info)
      throws GeneralSecurityException {
    X9ECParameters curve =
        ECNamedCurveTable.getByOID(
            ASN1ObjectIdentifier.getInstance(info.getPrivateKeyAlgorithm().getParameters()));
    if (curve == null) {
      throw new GeneralSecurityException("unknown curve");
    }
    var point = curve.getG().multiply(key.getS()).normalize();
    ECPoint affine =
        new ECPoint(point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(affine, key.getParams()));
  }

  private static PublicKey publicKey(SubjectPublicKeyInfo info) throws GeneralSecurityException {
    try {
      return new JcaPEMKeyConverter().getPublicKey(info);
    } catch (IOException e) {
      throw new GeneralSecurityException("not a key: " + e.getMessage(), e);
    }
  }
}
