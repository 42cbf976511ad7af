package dev.keelson.apiserver.server.auth.token;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/**
 * The public half of a key that signs tokens.
 *
 * @param id derived from the key as kube-apiserver derives it, so that both name it alike
 */
public record VerifyingKey(String id, JwtAlgorithm algorithm, PublicKey key) {
  /**
   * @throws GeneralSecurityException neither RSA nor P-256, P-384, P-521
   */
  public static VerifyingKey of(PublicKey key) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    return new VerifyingKey(id, JwtAlgorithm.of(key), key);
  }

  boolean hasSigned(Jwt jwt) {
    if (!jwt.header().text("alg").equals(algorithm.name())) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(algorithm.signature());
      signature.initVerify(key);
      signature.update(jwt.signed());
      return signature.verify(jwt.signature());
    } catch (GeneralSecurityException e) {
      // A signature of the wrong length or form is a wrong signature.
      return false;
    }
  }
}
