package dev.keelson.apiserver.model.strict;

import java.util.Base64;

/** Base64 as Go reads it: padded, line ends passed over. */
final class Base64Text {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final byte[] VALUES = values();

  private Base64Text() {}

  private static byte[] values() {
    byte[] values = new byte[128];
    java.util.Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }

  /** The same bytes, written as Go writes them; usually the text itself. */
  static String canonical(String text) {
    int length = text.length();
    int digits = 0;
    while (digits < length && value(text.charAt(digits)) >= 0) {
      digits++;
    }
    int padding = length - digits;
    boolean isWhole =
        length % 4 == 0
            && padding <= 2
            && (padding < 1 || text.charAt(length - 1) == '=')
            && (padding < 2 || text.charAt(length - 2) == '=');
    if (isWhole && (padding == 0 || !hasLooseBits(text.charAt(digits - 1), padding))) {
      return text;
    }
    String plain = text.replace("\n", "").replace("\r", "");
    if (plain.length() % 4 != 0) {
      throw bad(text, plain);
    }
    try {
      return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(plain));
    } catch (IllegalArgumentException _) {
      throw bad(text, plain);
    }
  }

  private static boolean hasLooseBits(char last, int padding) {
    return (value(last) & (padding == 1 ? 3 : 15)) != 0;
  }

  private static int value(char c) {
    return c < 128 ? VALUES[c] : -1;
  }

  private static BadField bad(String text, String plain) {
    int at = 0;
    while (at < text.length() && (value(text.charAt(at)) >= 0 || text.charAt(at) < ' ')) {
      at++;
    }
    // Without a wrong digit, Go finds the fault where the last whole group ends.
    int place = at < text.length() ? at : plain.length() / 4 * 4;
    return new BadField("illegal base64 data at input byte " + place);
  }
}
