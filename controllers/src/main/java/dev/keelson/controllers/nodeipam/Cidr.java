package dev.keelson.controllers.nodeipam;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A network.
 *
 * @param base its first address; bits below the mask are 0
 * @param size of an address in bits: 32 or 128
 * @param prefix length of the mask
 */
record Cidr(BigInteger base, int size, int prefix) {
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  Cidr {
    base = base.shiftRight(size - prefix).shiftLeft(size - prefix);
  }

  /**
   * @throws IllegalArgumentException as Go words it
   */
  static Cidr parse(String text) {
    int slash = text.indexOf('/');
    try {
      if (slash > 0 && LITERAL.matcher(text.substring(0, slash)).matches()) {
        byte[] address = InetAddress.getByName(text.substring(0, slash)).getAddress();
        int prefix = Integer.parseInt(text.substring(slash + 1));
        if (prefix >= 0 && prefix <= address.length * 8) {
          return new Cidr(new BigInteger(1, address), address.length * 8, prefix);
        }
      }
    } catch (NumberFormatException | UnknownHostException _) {
      // Said below.
    }
    throw new IllegalArgumentException("invalid CIDR address: " + text);
  }

  boolean isIpv6() {
    return size == 128;
  }

  /** Whether one lies in the other, or they are the same. */
  boolean overlaps(Cidr other) {
    int shared = size - Math.min(prefix, other.prefix);
    return size == other.size && base.shiftRight(shared).equals(other.base.shiftRight(shared));
  }

  /** Its last address. */
  BigInteger last() {
    return base.add(BigInteger.ONE.shiftLeft(size - prefix)).subtract(BigInteger.ONE);
  }

  /** As Go writes it: of IPv6 the longest run of zeros is left out. */
  @Override
  public String toString() {
    return (isIpv6() ? ipv6() : ipv4()) + "/" + prefix;
  }

  private int group(int at, int width) {
    return base.shiftRight(size - (at + 1) * width)
        .and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE))
        .intValue();
  }

  private String ipv4() {
    return group(0, 8) + "." + group(1, 8) + "." + group(2, 8) + "." + group(3, 8);
  }

  private String ipv6() {
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && group(end, 16) == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(i, 16)));
      }
    }
    return text.toString();
  }
}
