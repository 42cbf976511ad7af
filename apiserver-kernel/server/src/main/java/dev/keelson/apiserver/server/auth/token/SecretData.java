package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.model.ApiObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** What a Secret holds. */
final class SecretData {
  private SecretData() {}

  /** As text; "" where there is none, or it is no base64. */
  static String text(ApiObject secret, String key) {
    try {
      byte[] bytes = Base64.getDecoder().decode(secret.tree().object("data").text(key));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Whether both are the same, in a time that does not depend on where they differ. */
  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
