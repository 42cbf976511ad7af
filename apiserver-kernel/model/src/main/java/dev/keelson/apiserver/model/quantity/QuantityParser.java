package dev.keelson.apiserver.model.quantity;

import dev.keelson.apiserver.model.quantity.Quantity.Format;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Reads one text, with the leniencies of upstream's scanner. */
final class QuantityParser {
  /** Decimal places that are kept. */
  private static final int PLACES = 9;

  /**
   * Characters of a text that is read. Upstream has no such bound; but the time that it takes to
   * read a number grows with the square of its digits.
   */
  private static final int LONGEST = 1_000;

  private static final BigDecimal MOST_BINARY = BigDecimal.valueOf(Long.MAX_VALUE);

  private final String text;
  private int at;

  private QuantityParser(String text) {
    this.text = text;
  }

  static Quantity parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new BadQuantity(BadQuantity.FORMAT);
    }
    return text.equals("0") ? Quantity.ZERO : new QuantityParser(text).parse();
  }

  /**
   * Whether it is a few digits and a suffix, and canonical. A shortcut; the rest takes the long
   * way.
   */
  static boolean isPlain(String text) {
    int digits = 0;
    int number = 0;
    while (digits < text.length() && digits < 6 && isDigit(text.charAt(digits))) {
      number = number * 10 + text.charAt(digits++) - '0';
    }
    if (digits == 0 || text.charAt(0) == '0') {
      return text.equals("0");
    }
    return switch (text.length() - digits) {
      case 0 -> number % 1000 != 0;
      case 1 -> number % 1000 != 0 && "numkMGTPE".indexOf(text.charAt(digits)) >= 0;
      case 2 ->
          (number & 7) != 0
              && text.charAt(digits + 1) == 'i'
              && "KMG".indexOf(text.charAt(digits)) >= 0
              && digits <= 5;
      default -> false;
    };
  }

  private Quantity parse() {
    boolean isNegative = text.charAt(0) == '-';
    at = isNegative || text.charAt(0) == '+' ? 1 : 0;
    while (at < text.length() && text.charAt(at) == '0') {
      at++;
    }
    String whole = digits();
    String fraction = "";
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      fraction = digits();
    }
    boolean hasDigit =
        at > 0 && text.substring(0, at).chars().anyMatch(each -> isDigit((char) each));
    Suffix suffix = suffix();
    if (whole.isEmpty()) {
      whole = "0";
    }
    if (!hasDigit && !isSmall(whole, fraction, suffix)) {
      throw new BadQuantity(BadQuantity.NUMBER);
    }
    BigDecimal amount =
        new BigDecimal(new BigInteger(whole + fraction), fraction.length() - decimal(suffix));
    if (suffix.format() == Format.BINARY_SI) {
      amount = amount.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(suffix.exponent())));
    }
    return rounded(amount, isNegative, suffix.format(), kept(whole, fraction, suffix));
  }

  private static int decimal(Suffix suffix) {
    return suffix.format() == Format.BINARY_SI ? 0 : suffix.exponent();
  }

  private static Quantity rounded(
      BigDecimal size, boolean isNegative, Format format, @Nullable String kept) {
    BigDecimal amount = size.scale() > PLACES ? size.setScale(PLACES, RoundingMode.UP) : size;
    Format after = format;
    if (format == Format.BINARY_SI) {
      if (amount.compareTo(MOST_BINARY) > 0) {
        amount = MOST_BINARY;
      }
      if (amount.signum() > 0 && amount.compareTo(BigDecimal.ONE) < 0) {
        after = Format.DECIMAL_SI;
      }
    }
    return Quantity.of(isNegative ? amount.negate() : amount, after, kept);
  }

  private String digits() {
    int start = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private Suffix suffix() {
    int start = at;
    while (at < text.length() && "eEinumkKMGTP".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    digits();
    if (at < text.length()) {
      throw new BadQuantity(BadQuantity.FORMAT);
    }
    return Suffix.parse(text.substring(start))
        .orElseThrow(() -> new BadQuantity(BadQuantity.SUFFIX));
  }

  /** Whether upstream computes it in 64 bits, where a sign or a point alone counts as zero. */
  private static boolean isSmall(String whole, String fraction, Suffix suffix) {
    return suffix.format() == Format.BINARY_SI
        ? fraction.isEmpty() && 14 - whole.length() - suffix.exponent() * 3 / 10 >= 0
        : whole.length() + fraction.length() <= 18
            && suffix.exponent() - fraction.length() >= -PLACES;
  }

  /** The text where upstream takes it for canonical, which is also the case for {@code 1.500}. */
  private @Nullable String kept(String whole, String fraction, Suffix suffix) {
    if (!isSmall(whole, fraction, suffix)) {
      return null;
    }
    if (suffix.format() == Format.BINARY_SI) {
      return (Long.parseLong(whole) & 7) != 0 ? text : null;
    }
    String digits = whole + fraction;
    return (suffix.exponent() - fraction.length()) % 3 == 0
            && !digits.endsWith("000")
            && digits.charAt(0) != '0'
        ? text
        : null;
  }
}
