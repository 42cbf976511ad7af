package dev.keelson.apiserver.client.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Private keys in PEM, of the three kinds that kubeconfigs hold: PKCS #8, PKCS #1 (kubeadm, kind)
 * and SEC 1 (k3s). Java reads only the first; the others are put into its envelope (RFC 5208).
 */
final class PrivateKeys {
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  /** DER of an AlgorithmIdentifier: rsaEncryption, no parameters. */
  private static final byte[] RSA = hex("300d06092a864886f70d0101010500");

  /** DER of the object identifier ecPublicKey. */
  private static final byte[] EC = hex("06072a8648ce3d0201");

  private static final byte[] VERSION_0 = hex("020100");
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;

  private PrivateKeys() {}

  static PrivateKey read(byte[] pem) {
    Matcher block = BLOCK.matcher(new String(pem, StandardCharsets.US_ASCII));
    if (!block.find()) {
      throw new BadKubeconfig("the client's key is no private key in PEM, or is encrypted");
    }
    byte[] der = Base64.getMimeDecoder().decode(block.group(2));
    return switch (block.group(1)) {
      case "RSA PRIVATE KEY" -> key(envelope(RSA, der), "RSA");
      case "EC PRIVATE KEY" -> key(envelope(tagged(SEQUENCE, EC, curve(der)), der), "EC");
      default -> anyKey(der);
    };
  }

  private static PrivateKey anyKey(byte[] der) {
    for (String algorithm : new String[] {"EC", "RSA"}) {
      try {
        return generate(der, algorithm);
      } catch (GeneralSecurityException _) {
        // The next one.
      }
    }
    return key(der, "Ed25519");
  }

  private static PrivateKey key(byte[] der, String algorithm) {
    try {
      return generate(der, algorithm);
    } catch (GeneralSecurityException e) {
      throw new BadKubeconfig("the client's key cannot be read: " + e.getMessage(), e);
    }
  }

  private static PrivateKey generate(byte[] der, String algorithm) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static byte[] envelope(byte[] algorithm, byte[] key) {
    return tagged(SEQUENCE, VERSION_0, algorithm, tagged(OCTETS, key));
  }

  /** The curve's object identifier, which SEC 1 keeps in context tag 0. */
  private static byte[] curve(byte[] der) {
    for (int at = 0; at + 4 < der.length; at++) {
      int length = der[at + 1];
      boolean isCurve = (der[at] & 0xFF) == 0xA0 && der[at + 2] == 0x06;
      if (isCurve && length == der[at + 3] + 2 && at + 2 + length <= der.length) {
        return java.util.Arrays.copyOfRange(der, at + 2, at + 2 + length);
      }
    }
    throw new BadKubeconfig("the client's EC key does not name its curve");
  }

  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    if (length < 0x80) {
      all.write(length);
    } else if (length < 0x100) {
      all.write(0x81);
      all.write(length);
    } else {
      all.write(0x82);
      all.write(length >> 8);
      all.write(length);
    }
    all.writeBytes(content.toByteArray());
    return all.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
