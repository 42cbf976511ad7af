package dev.keelson.apiserver.server.kind.meta;

import java.nio.charset.StandardCharsets;

/** Texts as Go counts and quotes them. */
public final class Texts {
  private Texts() {}

  /** In bytes of UTF-8. */
  public static int length(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return text.length();
  }
}
