package dev.keelson.apiserver.model.json;

import java.nio.charset.StandardCharsets;

/**
 * Short texts that were read before, so that a hundred thousand objects share {@code "metadata"}
 * and {@code "IfNotPresent"}. Any thread; a lost race costs a second copy and nothing else, since
 * strings are safe to publish without a lock.
 */
final class CommonTexts {
  /** Bytes; what is longer is seldom met twice. */
  private static final int LONGEST = 40;

  /** A power of two: about 40 KiB of references, 400 KiB of texts. */
  private static final int PLACES = 4096;

  private static final JsonString EMPTY = new JsonString("");
  private static final JsonString[] SEEN = new JsonString[PLACES];

  private CommonTexts() {}

  /** Of ASCII. */
  static String text(byte[] in, int start, int length) {
    return value(in, start, length).text();
  }

  /** Of ASCII. */
  static JsonString value(byte[] in, int start, int length) {
    if (length == 0) {
      return EMPTY;
    }
    if (length > LONGEST) {
      return fresh(in, start, length);
    }
    int hash = length;
    for (int i = start; i < start + length; i++) {
      hash = hash * 31 + in[i];
    }
    int place = (hash ^ hash >>> 12) & PLACES - 1;
    JsonString seen = SEEN[place];
    if (seen != null && isSame(seen.text(), in, start, length)) {
      return seen;
    }
    JsonString fresh = fresh(in, start, length);
    SEEN[place] = fresh;
    return fresh;
  }

  private static JsonString fresh(byte[] in, int start, int length) {
    return new JsonString(new String(in, start, length, StandardCharsets.ISO_8859_1));
  }

  private static boolean isSame(String text, byte[] in, int start, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != in[start + i]) {
        return false;
      }
    }
    return true;
  }
}
