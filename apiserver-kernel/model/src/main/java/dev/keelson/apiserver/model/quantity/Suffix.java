package dev.keelson.apiserver.model.quantity;

import java.util.Optional;

/**
 * What stands behind the digits.
 *
 * @param exponent of 2 for {@link Quantity.Format#BINARY_SI}, else of 10
 */
record Suffix(Quantity.Format format, int exponent) {
  /** Beyond this nobody means it, and sums would need megabytes. Upstream has no such bound. */
  static final int LARGEST_EXPONENT = 10_000;

  private static final String DECIMAL = "num kMGTPE";
  private static final String BINARY = "KMGTPE";

  static Optional<Suffix> parse(String text) {
    if (text.isEmpty()) {
      return Optional.of(new Suffix(Quantity.Format.DECIMAL_SI, 0));
    }
    char first = text.charAt(0);
    if (text.length() == 1) {
      int place = first == ' ' ? -1 : DECIMAL.indexOf(first);
      return place < 0
          ? Optional.empty()
          : Optional.of(new Suffix(Quantity.Format.DECIMAL_SI, 3 * place - 9));
    }
    if (text.length() == 2 && text.charAt(1) == 'i') {
      int place = BINARY.indexOf(first);
      return place < 0
          ? Optional.empty()
          : Optional.of(new Suffix(Quantity.Format.BINARY_SI, 10 * place + 10));
    }
    return first == 'e' || first == 'E' ? exponent(text.substring(1)) : Optional.empty();
  }

  private static Optional<Suffix> exponent(String text) {
    try {
      int exponent = Integer.parseInt(text);
      return Math.abs((long) exponent) > LARGEST_EXPONENT
          ? Optional.empty()
          : Optional.of(new Suffix(Quantity.Format.DECIMAL_EXPONENT, exponent));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** "" where there is none for that exponent, as upstream writes it. */
  String text() {
    if (exponent == 0) {
      return "";
    }
    return switch (format) {
      case DECIMAL_EXPONENT -> "e" + exponent;
      case DECIMAL_SI -> {
        int place = (exponent + 9) / 3;
        yield exponent < -9 || place >= DECIMAL.length() ? "" : DECIMAL.substring(place, place + 1);
      }
      case BINARY_SI -> {
        int place = exponent / 10 - 1;
        yield place >= BINARY.length() ? "" : BINARY.charAt(place) + "i";
      }
    };
  }
}
