package dev.keelson.apiserver.server.discovery;

import dev.keelson.apiserver.model.GroupVersionKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Tells clients that the stored form of a resource has changed: base64 of the first eight bytes of
 * the SHA-256 of group/version/kind, as in apiserver's {@code discovery.StorageVersionHash}.
 */
final class StorageVersionHash {
  private StorageVersionHash() {}

  static String of(GroupVersionKind stored) {
    String text = stored.group() + "/" + stored.version() + "/" + stored.kind();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
