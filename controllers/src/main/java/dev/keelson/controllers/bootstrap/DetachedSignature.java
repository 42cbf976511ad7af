package dev.keelson.controllers.bootstrap;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A JWS by HS256 without its content, as RFC 7515 has it in appendix F. */
final class DetachedSignature {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private DetachedSignature() {}

  static String of(String content, String tokenId, String tokenSecret) {
    JsonObject header = JsonObject.builder().put("alg", "HS256").put("kid", tokenId).build();
    String head = URL.encodeToString(JsonWriter.bytes(header));
    String body = URL.encodeToString(content.getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(tokenSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature = mac.doFinal((head + "." + body).getBytes(StandardCharsets.US_ASCII));
      return head + ".." + URL.encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
