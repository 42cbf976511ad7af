package dev.keelson.apiserver.server.pki;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Reads and writes certificates and keys in PEM (RFC 7468). Private keys may come as PKCS#8, PKCS#1
 * or SEC 1.
 */
public final class Pem {
  /** Of one file; a bundle of all public CAs has a fifth of that. Unit: bytes. */
  private static final long MOST_BYTES = 1 << 20;

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private Pem() {}

  /**
   * All that the file holds, at least one.
   *
   * @throws PkiFault unreadable, or there is none
   */
  public static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> found = new ArrayList<>();
    for (Object object : objects(file)) {
      if (object instanceof X509CertificateHolder holder) {
        try {
          found.add(new JcaX509CertificateConverter().getCertificate(holder));
        } catch (CertificateException e) {
          throw new PkiFault(file + " holds a certificate that this JDK does not read", e);
        }
      }
    }
    if (found.isEmpty()) {
      throw new PkiFault(file + " holds no certificate: want a PEM block \"CERTIFICATE\"");
    }
    return found;
  }

  /**
   * The first in the file.
   *
   * @throws PkiFault unreadable, encrypted, or there is none
   */
  public static PrivateKey privateKey(Path file) {
    for (Object object : objects(file)) {
      switch (object) {
        case PEMKeyPair pair -> {
          return privateKey(pair.getPrivateKeyInfo(), file);
        }
        case PrivateKeyInfo info -> {
          return privateKey(info, file);
        }
        case PEMEncryptedKeyPair _ -> throw encrypted(file);
        case PKCS8EncryptedPrivateKeyInfo _ -> throw encrypted(file);
        default -> {
          // EC PARAMETERS, a certificate
        }
      }
    }
    throw new PkiFault(
        file
            + " holds no private key: want a PEM block \"PRIVATE KEY\", \"RSA PRIVATE KEY\" or"
            + " \"EC PRIVATE KEY\"");
  }

  private static PkiFault encrypted(Path file) {
    return new PkiFault(
        file + " is encrypted: give the key without passphrase (openssl pkey -in ... -out ...)");
  }

  /**
   * All public keys in the file: blocks "PUBLIC KEY", those of certificates, and those that belong
   * to private keys which carry them; as {@code --service-account-key-file} takes them.
   *
   * @throws PkiFault unreadable, or there is none
   */
  public static List<PublicKey> publicKeys(Path file) {
    List<PublicKey> found = new ArrayList<>();
    for (Object object : objects(file)) {
      switch (object) {
        case SubjectPublicKeyInfo info -> found.add(publicKey(info, file));
        case X509CertificateHolder holder ->
            found.add(publicKey(holder.getSubjectPublicKeyInfo(), file));
        case PEMKeyPair pair ->
            Optional.ofNullable(pair.getPublicKeyInfo())
                .ifPresent(info -> found.add(publicKey(info, file)));
        default -> {
          // says nothing of a public key
        }
      }
    }
    if (found.isEmpty()) {
      throw new PkiFault(file + " holds no public key: want a PEM block \"PUBLIC KEY\"");
    }
    return found;
  }

  private static PrivateKey privateKey(PrivateKeyInfo info, Path file) {
    try {
      PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(info.getEncoded());
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(spec);
        } catch (InvalidKeySpecException _) {
          // of another kind
        }
      }
    } catch (IOException | GeneralSecurityException _) {
      // falls through: the cause may quote what it read, and that is a key
    }
    throw strange(file);
  }

  private static PublicKey publicKey(SubjectPublicKeyInfo info, Path file) {
    try {
      X509EncodedKeySpec spec = new X509EncodedKeySpec(info.getEncoded());
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePublic(spec);
        } catch (InvalidKeySpecException _) {
          // of another kind
        }
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new PkiFault(file + " holds a key that this JDK does not read", e);
    }
    throw strange(file);
  }

  private static PkiFault strange(Path file) {
    return new PkiFault(file + " holds a key that is not of RSA, EC on a named curve, or Ed25519");
  }

  private static List<Object> objects(Path file) {
    List<Object> objects = new ArrayList<>();
    String text = text(file);
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        objects.add(next);
      }
      return objects;
    } catch (IOException | RuntimeException _) { // not its message: it may quote a key
      throw new PkiFault(file + " is damaged: a PEM block in it is not what its label says");
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new PkiFault(file + " is larger than 1 MiB: not a PEM file of ours");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new PkiFault("open " + file + ": no such file or directory", e);
    } catch (AccessDeniedException e) {
      throw new PkiFault("open " + file + ": permission denied", e);
    } catch (IOException e) {
      throw new PkiFault("read " + file + ": " + e.getMessage(), e);
    }
  }

  public static String write(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      try {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new PkiFault("a certificate cannot be encoded", e);
      }
    }
    return text.toString();
  }

  /** As PKCS#8. */
  public static String write(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  public static String write(PublicKey key) {
    return block("PUBLIC KEY", key.getEncoded());
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), label);
  }
}
