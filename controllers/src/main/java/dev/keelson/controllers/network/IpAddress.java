package dev.keelson.controllers.network;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address without a zone. One of the fourth family within the sixth is of the fourth, as Go's
 * {@code To4} has it.
 *
 * @param value of its bits
 * @param isV6 128 bits, else 32
 */
public record IpAddress(BigInteger value, boolean isV6) implements Comparable<IpAddress> {
  /** Leading zeros are read as decimal, as older Kubernetes did. */
  private static final Pattern V4 = Pattern.compile("\\d{1,10}(\\.\\d{1,10}){3}");

  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  /** Empty where the text is none. */
  public static Optional<IpAddress> parse(String text) {
    if (V4.matcher(text).matches()) {
      return parseV4(text);
    }
    if (!text.contains(":") || !V6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      return Optional.of(
          new IpAddress(
              new BigInteger(1, address.getAddress()), !(address instanceof Inet4Address)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<IpAddress> parseV4(String text) {
    long value = 0;
    for (String part : text.split("\\.")) {
      long number = Long.parseLong(part);
      if (number > 255) {
        return Optional.empty();
      }
      value = value << 8 | number;
    }
    return Optional.of(new IpAddress(BigInteger.valueOf(value), false));
  }

  /** As {@link #parse(String)} and back: one text for one address. Empty where it is none. */
  public static Optional<String> canonical(String text) {
    return parse(text).map(IpAddress::toString);
  }

  /** Without looking whether it is an address at all. */
  public static boolean looksV6(String text) {
    return text.indexOf(':') >= 0;
  }

  /** Bits. */
  public int width() {
    return isV6 ? 128 : 32;
  }

  @Override
  public int compareTo(IpAddress other) {
    return isV6 == other.isV6 ? value.compareTo(other.value) : Boolean.compare(isV6, other.isV6);
  }

  /** RFC 5952. */
  @Override
  public String toString() {
    return isV6 ? v6() : v4(value.longValue());
  }

  private static String v4(long bits) {
    return "%d.%d.%d.%d".formatted(bits >> 24 & 255, bits >> 16 & 255, bits >> 8 & 255, bits & 255);
  }

  private String v6() {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = value.shiftRight(16 * (7 - i)).intValue() & 0xFFFF;
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && groups[i + run] == 0) {
        run++;
      }
      if (run > length) {
        start = i;
        length = run;
      }
      i += run;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        boolean isFirst = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(isFirst ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
