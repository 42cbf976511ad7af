package dev.keelson.apiserver.model.json;

/**
 * UTF-8 as Go reads it: a byte that belongs to no character is one U+FFFD. (Java's decoder makes
 * one of several such bytes.)
 */
final class Utf8 {
  private Utf8() {}

  /** How many bytes the character there takes; 1 if there is none. */
  static int length(byte[] in, int at) {
    int c = in[at] & 0xFF;
    if (c >= 0xC2 && c <= 0xDF) {
      return follows(in, at + 1, 0x80, 0xBF) ? 2 : 1;
    }
    if (c >= 0xE0 && c <= 0xEF) {
      int low = c == 0xE0 ? 0xA0 : 0x80;
      int high = c == 0xED ? 0x9F : 0xBF;
      return follows(in, at + 1, low, high) && follows(in, at + 2, 0x80, 0xBF) ? 3 : 1;
    }
    if (c >= 0xF0 && c <= 0xF4) {
      int low = c == 0xF0 ? 0x90 : 0x80;
      int high = c == 0xF4 ? 0x8F : 0xBF;
      return follows(in, at + 1, low, high)
              && follows(in, at + 2, 0x80, 0xBF)
              && follows(in, at + 3, 0x80, 0xBF)
          ? 4
          : 1;
    }
    return 1;
  }

  private static boolean follows(byte[] in, int at, int low, int high) {
    return at < in.length && (in[at] & 0xFF) >= low && (in[at] & 0xFF) <= high;
  }

  /**
   * Writes the character there, which is not ASCII, to {@code out}; answers the place behind it.
   */
  static int decode(byte[] in, int at, char[] out, int size) {
    switch (length(in, at)) {
      case 2 -> out[size] = (char) ((in[at] & 0x1F) << 6 | in[at + 1] & 0x3F);
      case 3 ->
          out[size] = (char) ((in[at] & 0x0F) << 12 | (in[at + 1] & 0x3F) << 6 | in[at + 2] & 0x3F);
      case 4 -> {
        int point =
            (in[at] & 0x07) << 18
                | (in[at + 1] & 0x3F) << 12
                | (in[at + 2] & 0x3F) << 6
                | in[at + 3] & 0x3F;
        out[size] = Character.highSurrogate(point);
        out[size + 1] = Character.lowSurrogate(point);
        return size + 2;
      }
      default -> out[size] = '\uFFFD';
    }
    return size + 1;
  }
}
