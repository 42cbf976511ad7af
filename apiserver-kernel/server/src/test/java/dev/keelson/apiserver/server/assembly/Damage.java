package dev.keelson.apiserver.server.assembly;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What was valid, damaged: the same damage for the same seed. */
final class Damage {
  private static final List<String> ODD =
      List.of(
          "\"",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\\",
          "null",
          "true",
          "-0",
          "1e999",
          "-1",
          "0.5",
          "99999999999999999999",
          "[[]]",
          "{}",
          "\"\"",
          "\\u0000",
          "\\ud800",
          "$patch",
          "$retainKeys",
          "~1",
          "/",
          "..",
          "%00",
          "%",
          "\n",
          "\t",
          "&a ",
          "*a",
          "!!binary ",
          "<<: ",
          "- ",
          "? ",
          "|",
          "é",
          "\u0000",
          "\uFFFF",
          "'",
          "=",
          "!",
          "(",
          ")",
          "in",
          "\"$patch\":\"delete\",");

  private final Random random;

  Damage(long seed) {
    this.random = new Random(seed);
  }

  /** Other than it was, most of the time. */
  String text(String valid) {
    StringBuilder text = new StringBuilder(valid);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + 1 + random.nextInt(6));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, ODD.get(random.nextInt(ODD.size())));
        case 2 -> text.replace(at, end, ODD.get(random.nextInt(ODD.size())));
        case 3 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(40)));
        default -> text.insert(at, (char) random.nextInt(0x250));
      }
    }
    return text.toString();
  }

  byte[] bytes(String valid) {
    return bytes(valid.getBytes(StandardCharsets.UTF_8));
  }

  byte[] bytes(byte[] valid) {
    byte[] bytes = valid.clone();
    for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) 0xFF;
        default -> bytes = Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }

  /** Nothing that was ever valid. */
  byte[] noise() {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
