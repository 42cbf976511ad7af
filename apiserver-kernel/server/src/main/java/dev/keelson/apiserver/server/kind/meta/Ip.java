package dev.keelson.apiserver.server.kind.meta;

import java.util.Optional;

/**
 * An IP address. IPv4 lies in the low 32 bits.
 *
 * @param isV4 also of what was written as an IPv4-mapped IPv6 address
 */
public record Ip(boolean isV4, long high, long low) {

  /**
   * Of IPv4 with or without leading zeros, of IPv6 in any form (without a zone). Empty where it is
   * none.
   */
  public static Optional<Ip> parse(String text) {
    return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text).map(low -> new Ip(true, 0, low));
  }

  private static Optional<Long> parseV4(String text) {
    long address = 0;
    int parts = 0;
    int i = 0;
    while (true) {
      int start = i;
      int part = 0;
      while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        part = part * 10 + (text.charAt(i) - '0');
        if (part > 255) {
          return Optional.empty();
        }
        i++;
      }
      if (i == start) {
        return Optional.empty();
      }
      address = address << 8 | part;
      parts++;
      if (parts == 4) {
        return i == text.length() ? Optional.of(address) : Optional.empty();
      }
      if (i == text.length() || text.charAt(i) != '.') {
        return Optional.empty();
      }
      i++;
    }
  }

  private static Optional<Ip> parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    int[] groups = new int[8];
    int count;
    if (gap < 0) {
      count = groupsOf(text, groups, 0);
      if (count != 8) {
        return Optional.empty();
      }
    } else {
      int[] tail = new int[8];
      int before = gap == 0 ? 0 : groupsOf(text.substring(0, gap), groups, 0);
      String rest = text.substring(gap + 2);
      int after = rest.isEmpty() ? 0 : groupsOf(rest, tail, 0);
      if (before < 0 || after < 0 || before + after > 7) {
        return Optional.empty();
      }
      System.arraycopy(tail, 0, groups, 8 - after, after);
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < 4; i++) {
      high = high << 16 | groups[i];
      low = low << 16 | groups[i + 4];
    }
    boolean isMapped = high == 0 && low >>> 32 == 0xffffL;
    return Optional.of(isMapped ? new Ip(true, 0, low & 0xffffffffL) : new Ip(false, high, low));
  }

  /** How many groups there are; negative where it is wrong. */
  private static int groupsOf(String text, int[] into, int from) {
    int at = from;
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (i == parts.length - 1 && part.indexOf('.') >= 0) {
        Optional<Long> v4 = parseV4(part);
        if (v4.isEmpty() || at > 6) {
          return -1;
        }
        into[at++] = (int) (v4.get() >> 16);
        into[at++] = (int) (v4.get() & 0xffff);
      } else if (part.isEmpty() || part.length() > 4 || at > 7) {
        return -1;
      } else {
        int group = 0;
        for (int k = 0; k < part.length(); k++) {
          int digit = Character.digit(part.charAt(k), 16);
          if (digit < 0 || part.charAt(k) >= 0x80) {
            return -1;
          }
          group = group << 4 | digit;
        }
        into[at++] = group;
      }
    }
    return at;
  }

  public int bits() {
    return isV4 ? 32 : 128;
  }

  /** With all bits behind the first {@code length} cleared. */
  public Ip masked(int length) {
    if (isV4) {
      return new Ip(true, 0, length == 0 ? 0 : low & (-1L << (32 - length)) & 0xffffffffL);
    }
    long first = length == 0 ? 0 : length >= 64 ? high : high & (-1L << (64 - length));
    long second = length <= 64 ? 0 : length == 128 ? low : low & (-1L << (128 - length));
    return new Ip(false, first, second);
  }

  /** So many further on. */
  public Ip plus(long offset) {
    long sum = low + offset;
    boolean carries = Long.compareUnsigned(sum, low) < 0;
    return new Ip(isV4, carries && !isV4 ? high + 1 : high, isV4 ? sum & 0xffffffffL : sum);
  }

  public boolean isBefore(Ip other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh < 0 : Long.compareUnsigned(low, other.low) < 0;
  }

  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  public boolean isLoopback() {
    return isV4 ? low >> 24 == 127 : high == 0 && low == 1;
  }

  public boolean isLinkLocal() {
    return isV4 ? low >> 16 == 0xa9fe : high >>> 54 == 0x3fa;
  }

  public boolean isLinkLocalMulticast() {
    return isV4 ? low >> 8 == 0xe00000 : high >>> 48 == 0xff02;
  }

  /** In canonical form: RFC 5952. */
  @Override
  public String toString() {
    if (isV4) {
      return (low >> 24) + "." + (low >> 16 & 255) + "." + (low >> 8 & 255) + "." + (low & 255);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 4; i++) {
      groups[i] = (int) (high >>> (48 - 16 * i) & 0xffff);
      groups[i + 4] = (int) (low >>> (48 - 16 * i) & 0xffff);
    }
    int gap = -1;
    int gapLength = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > gapLength) {
        gap = i;
        gapLength = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == gap) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
