package dev.keelson.raftstore.tls;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/**
 * Private keys in the three forms that tools write: PKCS#8 ("PRIVATE KEY"), PKCS#1 ("RSA PRIVATE
 * KEY", kubeadm) and SEC 1 ("EC PRIVATE KEY", openssl, etcd). The JDK reads the first; the others
 * are put into its envelope (RFC 5208).
 */
final class PrivateKeys {
  private static final byte[] RSA =
      Der.sequence(Der.oid("1.2.840.113549.1.1.1"), Der.element(Der.NULL));
  private static final byte[] EC = Der.oid("1.2.840.10045.2.1");

  private PrivateKeys() {}

  /** The first key in the file. */
  static PrivateKey read(Path file, String flag) {
    for (Pem.Block block : Pem.blocks(file, flag)) {
      if (block.encrypted() || block.label().equals("ENCRYPTED PRIVATE KEY")) {
        throw new TlsFault(
            flag
                + " "
                + file
                + " is encrypted: give the key without passphrase (openssl pkey -in ... -out ...)");
      }
      if (block.label().equals("PRIVATE KEY") || block.label().endsWith(" PRIVATE KEY")) {
        return key(block, file, flag);
      }
    }
    throw new TlsFault(
        flag
            + " "
            + file
            + " holds no private key: want a PEM block \"PRIVATE KEY\", \"RSA PRIVATE KEY\" or"
            + " \"EC PRIVATE KEY\"");
  }

  private static PrivateKey key(Pem.Block block, Path file, String flag) {
    try {
      return switch (block.label()) {
        case "RSA PRIVATE KEY" -> any(envelope(RSA, block.der()));
        case "EC PRIVATE KEY" -> any(envelope(curve(block.der()), block.der()));
        default -> any(block.der());
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // the cause may quote what it read: a key
      throw new TlsFault(
          flag
              + " "
              + file
              + ": the block \""
              + block.label()
              + "\" is no key of RSA, EC on a named curve, or Ed25519 that this JDK reads ("
              + e.getClass().getSimpleName()
              + ")");
    }
  }

  private static PrivateKey any(byte[] pkcs8) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
    for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException _) {
        // of another kind
      }
    }
    throw new InvalidKeySpecException();
  }

  private static byte[] envelope(byte[] algorithm, byte[] key) {
    return Der.sequence(
        Der.integer(BigInteger.ZERO), algorithm, Der.element(Der.OCTET_STRING, key));
  }

  /** ECPrivateKey (RFC 5915): version, key, [0] parameters, [1] public key. */
  private static byte[] curve(byte[] sec1) {
    ByteBuffer inside = Der.read(ByteBuffer.wrap(sec1)).content();
    while (inside.hasRemaining()) {
      Der.Element element = Der.read(inside);
      if (element.tag() == Der.context(0)) {
        return Der.sequence(EC, Der.read(element.content()).wholeBytes());
      }
    }
    throw new IllegalArgumentException("names no curve");
  }
}
