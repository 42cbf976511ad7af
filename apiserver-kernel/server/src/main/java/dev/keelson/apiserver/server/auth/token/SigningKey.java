package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/** The key that signs tokens of service accounts. Thread-safe. */
public final class SigningKey {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int RSA_BITS = 2048;

  private final VerifyingKey verifying;
  private final PrivateKey key;

  private SigningKey(VerifyingKey verifying, PrivateKey key) {
    this.verifying = verifying;
    this.key = key;
  }

  /**
   * @throws GeneralSecurityException neither RSA nor P-256, P-384, P-521
   */
  public static SigningKey of(KeyPair pair) throws GeneralSecurityException {
    return new SigningKey(VerifyingKey.of(pair.getPublic()), pair.getPrivate());
  }

  /** A new one, RSA as kubeadm's; takes a good part of a second. */
  public static KeyPair generate() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(RSA_BITS);
    return generator.generateKeyPair();
  }

  public VerifyingKey verifyingKey() {
    return verifying;
  }

  /** A JWT in its compact form. */
  String sign(JsonObject claims) {
    JsonObject header =
        JsonObject.builder()
            .put("alg", verifying.algorithm().name())
            .put("kid", verifying.id())
            .build();
    String signed = encoded(header) + "." + encoded(claims);
    try {
      Signature signature = Signature.getInstance(verifying.algorithm().signature());
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that is no good for signing", e);
    }
  }

  private static String encoded(JsonObject object) {
    return BASE64.encodeToString(JsonWriter.bytes(object));
  }
}
