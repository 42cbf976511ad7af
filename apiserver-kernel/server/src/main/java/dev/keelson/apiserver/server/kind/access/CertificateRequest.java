package dev.keelson.apiserver.server.kind.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PKCS#10 request in PEM (RFC 2986): whether it is one, and signed with its own key. Of the
 * algorithms those that Go's x509 verifies.
 */
final class CertificateRequest {
  private static final String BEGIN = "-----BEGIN CERTIFICATE REQUEST-----";
  private static final String END = "-----END CERTIFICATE REQUEST-----";
  private static final int SEQUENCE = 0x30;

  /** By the DER of the identifier, in hexadecimal. */
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "2a864886f70d01010b", "SHA256withRSA",
          "2a864886f70d01010c", "SHA384withRSA",
          "2a864886f70d01010d", "SHA512withRSA",
          "2a8648ce3d040302", "SHA256withECDSA",
          "2a8648ce3d040303", "SHA384withECDSA",
          "2a8648ce3d040304", "SHA512withECDSA",
          "2b6570", "Ed25519");

  private CertificateRequest() {}

  /** What is wrong with the PEM; empty where nothing is. */
  static Optional<String> problem(byte[] pem) {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      return Optional.of("PEM block type must be CERTIFICATE REQUEST");
    }
    try {
      byte[] der =
          Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end).strip());
      return verify(der);
    } catch (IllegalArgumentException _) {
      return Optional.of("PEM block type must be CERTIFICATE REQUEST");
    } catch (IndexOutOfBoundsException _) {
      return Optional.of("asn1: syntax error: data truncated");
    }
  }

  private static Optional<String> verify(byte[] der) {
    Der whole = Der.at(der, 0);
    if (whole.tag != SEQUENCE || whole.end != der.length) {
      return Optional.of("asn1: structure error: tags don't match");
    }
    Der info = Der.at(der, whole.content);
    Der algorithm = Der.at(der, info.end);
    Der signature = Der.at(der, algorithm.end);
    Der version = Der.at(der, info.content);
    Der subject = Der.at(der, version.end);
    Der key = Der.at(der, subject.end);
    if (info.tag != SEQUENCE || algorithm.tag != SEQUENCE || key.tag != SEQUENCE) {
      return Optional.of("asn1: structure error: tags don't match");
    }
    String name = ALGORITHMS.get(Der.at(der, algorithm.content).hex(der));
    if (name == null) {
      return Optional.of("x509: cannot verify signature: algorithm unimplemented");
    }
    try {
      Signature verifier = Signature.getInstance(name);
      verifier.initVerify(key(name, Arrays.copyOfRange(der, key.start, key.end)));
      verifier.update(der, info.start, info.end - info.start);
      // A bit string starts with the number of unused bits.
      byte[] bits = Arrays.copyOfRange(der, signature.content + 1, signature.end);
      return verifier.verify(bits) ? Optional.empty() : Optional.of(failure(name));
    } catch (GeneralSecurityException _) {
      return Optional.of(failure(name));
    }
  }

  private static String failure(String algorithm) {
    if (algorithm.endsWith("RSA")) {
      return "crypto/rsa: verification error";
    }
    return algorithm.endsWith("ECDSA")
        ? "x509: ECDSA verification failure"
        : "x509: Ed25519 verification failure";
  }

  private static PublicKey key(String algorithm, byte[] encoded) throws GeneralSecurityException {
    String family =
        List.of("RSA", "ECDSA").stream()
            .filter(algorithm::endsWith)
            .findFirst()
            .map(each -> each.equals("ECDSA") ? "EC" : each)
            .orElse(algorithm);
    return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(encoded));
  }

  /** One value: where it starts, where its content starts, where it ends. */
  private record Der(int tag, int start, int content, int end) {
    static Der at(byte[] der, int start) {
      int length = der[start + 1] & 0xff;
      int content = start + 2;
      if (length > 0x80) {
        int bytes = length & 0x7f;
        if (bytes > 3) {
          throw new IndexOutOfBoundsException(start);
        }
        length = 0;
        for (int i = 0; i < bytes; i++) {
          length = length << 8 | (der[content++] & 0xff);
        }
      }
      if (content + length > der.length) {
        throw new IndexOutOfBoundsException(content + length);
      }
      return new Der(der[start] & 0xff, start, content, content + length);
    }

    String hex(byte[] der) {
      return java.util.HexFormat.of().formatHex(der, content, end);
    }
  }
}
