package dev.keelson.apiserver.model.quantity;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount and the form in which it is written. No more precise than a billionth: what is
 * smaller was rounded away from zero when it was read. Immutable; equal if the amounts are.
 */
public final class Quantity implements Comparable<Quantity> {
  /** How it was written, and will be. */
  public enum Format {
    /** {@code 12e6}. */
    DECIMAL_EXPONENT,
    /** {@code 12Mi}; amounts that this would round are written as DECIMAL_SI. */
    BINARY_SI,
    /** {@code 12M}. */
    DECIMAL_SI
  }

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI, "0");

  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
  private static final BigInteger BIG_KIBI = BigInteger.valueOf(1024);

  private final BigDecimal amount;
  private final Format format;
  private final String text;

  private Quantity(BigDecimal amount, Format format, @Nullable String text) {
    this.amount = amount;
    this.format = format;
    this.text = text == null ? canonical(amount, format) : text;
  }

  /**
   * @throws BadQuantity it is none
   */
  public static Quantity parse(String text) {
    return QuantityParser.parse(text);
  }

  /**
   * The text in which a quantity would be written, which is usually the one it has: then nothing is
   * computed.
   *
   * @throws BadQuantity it is none
   */
  public static String canonical(String text) {
    return QuantityParser.isPlain(text) ? text : parse(text).toString();
  }

  /**
   * @param text if that is canonical enough for upstream to keep it
   */
  static Quantity of(BigDecimal amount, Format format, @Nullable String text) {
    return new Quantity(amount, format, text);
  }

  public static Quantity of(long amount, Format format) {
    return new Quantity(BigDecimal.valueOf(amount), format, null);
  }

  public static Quantity of(BigDecimal amount, Format format) {
    return new Quantity(amount, format, null);
  }

  /** Of thousandths. */
  public static Quantity ofMilli(long thousandths, Format format) {
    return new Quantity(BigDecimal.valueOf(thousandths, 3), format, null);
  }

  public BigDecimal amount() {
    return amount;
  }

  public Format format() {
    return format;
  }

  /** In this one's format; in the other's if this is zero. */
  public Quantity plus(Quantity other) {
    Format sum = isZero() ? other.format : format;
    return new Quantity(amount.add(other.amount), sum, null);
  }

  /** In this one's format; in the other's if this is zero. */
  public Quantity minus(Quantity other) {
    Format difference = isZero() ? other.format : format;
    return new Quantity(amount.subtract(other.amount), difference, null);
  }

  public Quantity times(long factor) {
    return new Quantity(amount.multiply(BigDecimal.valueOf(factor)), format, null);
  }

  public Quantity negate() {
    return new Quantity(amount.negate(), format, null);
  }

  public Quantity max(Quantity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  public Quantity min(Quantity other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** -1, 0 or 1. */
  public int signum() {
    return amount.signum();
  }

  public boolean isZero() {
    return amount.signum() == 0;
  }

  /** Whether nothing is lost by {@link #value()} but what lies outside 64 bits. */
  public boolean isWhole() {
    return isZero() || amount.stripTrailingZeros().scale() <= 0;
  }

  /** Rounded away from zero; the largest or smallest long where it lies outside. */
  public long value() {
    return scaled(0);
  }

  /** In thousandths, rounded away from zero; the largest or smallest long where it lies outside. */
  public long milliValue() {
    return scaled(3);
  }

  private long scaled(int digits) {
    if ((long) amount.precision() - amount.scale() + digits > 20) {
      return amount.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    BigInteger scaled = amount.movePointRight(digits).setScale(0, RoundingMode.UP).toBigInteger();
    if (scaled.bitLength() > 63) {
      return scaled.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return scaled.longValue();
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Quantity that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return amount.stripTrailingZeros().hashCode();
  }

  /** As it is written: canonical, or as it was sent where upstream keeps that. */
  @Override
  public String toString() {
    return text;
  }

  private static String canonical(BigDecimal amount, Format format) {
    if (amount.signum() == 0) {
      return "0";
    }
    if (format == Format.BINARY_SI
        && amount.abs().compareTo(KIBI) >= 0
        && amount.stripTrailingZeros().scale() <= 0) {
      return binary(amount.toBigIntegerExact());
    }
    BigDecimal shortest = amount.stripTrailingZeros();
    int exponent = -shortest.scale();
    int rest = Math.floorMod(exponent, 3);
    BigInteger mantissa = shortest.unscaledValue().multiply(BigInteger.TEN.pow(rest));
    Format decimal = format == Format.BINARY_SI ? Format.DECIMAL_SI : format;
    return mantissa + new Suffix(decimal, exponent - rest).text();
  }

  private static String binary(BigInteger amount) {
    BigInteger rest = amount;
    int exponent = 0;
    for (BigInteger[] parts = rest.divideAndRemainder(BIG_KIBI);
        parts[1].signum() == 0;
        parts = rest.divideAndRemainder(BIG_KIBI)) {
      rest = parts[0];
      exponent += 10;
    }
    return rest + new Suffix(Format.BINARY_SI, exponent).text();
  }
}
