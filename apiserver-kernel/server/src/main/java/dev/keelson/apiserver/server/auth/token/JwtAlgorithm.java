package dev.keelson.apiserver.server.auth.token;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;

/** How a key signs (RFC 7518); each key signs in one way only, so a token cannot choose. */
public enum JwtAlgorithm {
  RS256("SHA256withRSA", "", 0),
  ES256("SHA256withECDSAinP1363Format", "P-256", 32),
  ES384("SHA384withECDSAinP1363Format", "P-384", 48),
  ES512("SHA512withECDSAinP1363Format", "P-521", 66);

  private final String signature;
  private final String curve;
  private final int coordinateBytes;

  JwtAlgorithm(String signature, String curve, int coordinateBytes) {
    this.signature = signature;
    this.curve = curve;
    this.coordinateBytes = coordinateBytes;
  }

  /** Java's name. */
  String signature() {
    return signature;
  }

  /** As a JWK names it; "" of RSA. */
  String curve() {
    return curve;
  }

  int coordinateBytes() {
    return coordinateBytes;
  }

  /**
   * @throws InvalidKeyException neither RSA nor one of NIST's curves
   */
  static JwtAlgorithm of(PublicKey key) throws GeneralSecurityException {
    return switch (key) {
      case RSAPublicKey _ -> RS256;
      case ECPublicKey elliptic -> ofCurve(elliptic);
      default -> throw new InvalidKeyException("unknown public key type " + key.getAlgorithm());
    };
  }

  private static JwtAlgorithm ofCurve(ECPublicKey key) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(key.getParams());
    // Named by its name or its number, as the provider likes.
    return switch (parameters.getParameterSpec(ECGenParameterSpec.class).getName()) {
      case "secp256r1", "1.2.840.10045.3.1.7" -> ES256;
      case "secp384r1", "1.3.132.0.34" -> ES384;
      case "secp521r1", "1.3.132.0.35" -> ES512;
      default -> throw new InvalidKeyException("unknown curve, must be P-256, P-384 or P-521");
    };
  }
}
