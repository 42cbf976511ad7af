package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * A number with a suffix, such as {@code 500m} or {@code 1Gi}: apimachinery's {@code
 * resource.Quantity}. Ordered by value.
 */
public record Quantity(BigDecimal value, Format format) implements Comparable<Quantity> {
  /** How it is written. */
  public enum Format {
    DECIMAL_EXPONENT,
    BINARY,
    DECIMAL
  }

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL);
  public static final Quantity ONE = new Quantity(BigDecimal.ONE, Format.DECIMAL);

  private static final List<String> BINARY = List.of("Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final BigInteger KIBI = BigInteger.valueOf(1024);
  private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
  private static final int LONGEST = 64;

  /** Nothing finer is kept; upstream rounds up to it. */
  private static final int SCALE = 9;

  /** Of a string, or a number as JSON has it. */
  public static Optional<Quantity> of(JsonValue value) {
    return switch (value) {
      case JsonString(String text) -> parse(text);
      case JsonLong _, JsonDouble _ -> parse(value.toJson());
      default -> Optional.empty();
    };
  }

  /** Empty where it is none. */
  public static Optional<Quantity> parse(String text) {
    int end = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int start = end;
    int dots = 0;
    while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      dots += text.charAt(end) == '.' ? 1 : 0;
      end++;
    }
    if (end - start - dots == 0 || dots > 1 || end > LONGEST) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(text.substring(0, end));
    String suffix = text.substring(end);
    int binary = BINARY.indexOf(suffix);
    if (binary >= 0) {
      return Optional.of(
          bounded(number.multiply(new BigDecimal(KIBI.pow(binary + 1))), Format.BINARY));
    }
    int decimal = DECIMAL.indexOf(suffix);
    if (decimal >= 0) {
      return Optional.of(bounded(number.scaleByPowerOfTen(3 * (decimal - 3)), Format.DECIMAL));
    }
    return exponent(suffix)
        .map(power -> bounded(number.scaleByPowerOfTen(power), Format.DECIMAL_EXPONENT));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static Optional<Integer> exponent(String suffix) {
    if (suffix.length() < 2 || suffix.length() > 6 || (suffix.charAt(0) | 0x20) != 'e') {
      return Optional.empty();
    }
    String digits = suffix.substring(1);
    int from = digits.charAt(0) == '-' || digits.charAt(0) == '+' ? 1 : 0;
    if (digits.length() == from || !digits.chars().skip(from).allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    int power = Integer.parseInt(digits);
    return Math.abs(power) > 99 ? Optional.empty() : Optional.of(power);
  }

  private static Quantity bounded(BigDecimal value, Format format) {
    return new Quantity(
        value.scale() > SCALE ? value.setScale(SCALE, RoundingMode.UP) : value, format);
  }

  public boolean isNegative() {
    return value.signum() < 0;
  }

  /** Without a fraction. */
  public boolean isInteger() {
    return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  /** In canonical form: the largest suffix that leaves a whole number. */
  @Override
  public String toString() {
    if (value.signum() == 0) {
      return "0";
    }
    boolean isSmall = value.abs().compareTo(new BigDecimal(KIBI)) < 0;
    if (format == Format.BINARY && !isSmall && isInteger()) {
      return written(value.toBigIntegerExact(), KIBI, 0, BINARY.size(), 1024);
    }
    BigDecimal nano = value.setScale(SCALE, RoundingMode.UP);
    return written(nano.unscaledValue(), THOUSAND, -3, 6, 1000);
  }

  private String written(BigInteger digits, BigInteger base, int from, int most, int radix) {
    BigInteger rest = digits;
    int steps = from;
    while (steps < most) {
      BigInteger[] parts = rest.divideAndRemainder(base);
      if (parts[1].signum() != 0) {
        break;
      }
      rest = parts[0];
      steps++;
    }
    if (radix == 1024) {
      return steps == 0 ? rest.toString() : rest + BINARY.get(steps - 1);
    }
    if (format == Format.DECIMAL_EXPONENT) {
      return steps == 0 ? rest.toString() : rest + "e" + 3 * steps;
    }
    return rest + DECIMAL.get(steps + 3);
  }
}
