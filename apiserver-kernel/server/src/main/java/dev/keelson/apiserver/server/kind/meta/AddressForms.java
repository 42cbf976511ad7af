package dev.keelson.apiserver.server.kind.meta;

import java.util.List;
import java.util.Optional;

/**
 * The forms of IP addresses and ranges, with the texts of apimachinery's {@code
 * util/validation/ip.go}, strict as since Kubernetes 1.36.
 */
public final class AddressForms {
  private static final String NO_IP =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
  private static final String NO_CIDR =
      "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

  private AddressForms() {}

  private static boolean hasLeadingZeros(String text) {
    int from = 0;
    while (from < text.length()) {
      int dot = text.indexOf('.', from);
      int to = dot < 0 ? text.length() : dot;
      if (to - from > 1 && text.charAt(from) == '0') {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  /** An address; not necessarily in canonical form. */
  public static List<String> ip(String text) {
    Optional<Ip> ip = Ip.parse(text);
    if (ip.isEmpty()) {
      return List.of(NO_IP);
    }
    boolean isV6 = text.indexOf(':') >= 0;
    if (!isV6 && hasLeadingZeros(text)) {
      return List.of("must not have leading 0s");
    }
    return isV6 && ip.get().isV4() ? List.of("must not be an IPv4-mapped IPv6 address") : List.of();
  }

  public static List<String> canonicalIp(String text) {
    List<String> wrong = ip(text);
    if (!wrong.isEmpty()) {
      return wrong;
    }
    String canonical = Ip.parse(text).map(Ip::toString).orElse(text);
    return canonical.equals(text)
        ? List.of()
        : List.of("must be in canonical form (\"" + canonical + "\")");
  }

  public static List<String> cidr(String text) {
    Optional<Cidr> cidr = Cidr.parse(text);
    if (cidr.isEmpty()) {
      return List.of(NO_CIDR);
    }
    int slash = text.indexOf('/');
    String address = text.substring(0, slash);
    boolean isV6 = address.indexOf(':') >= 0;
    if ((!isV6 && hasLeadingZeros(address))
        || (text.length() - slash > 2 && text.charAt(slash + 1) == '0')) {
      return List.of("must not have leading 0s in IP or prefix length");
    }
    if (isV6 && cidr.get().address().isV4()) {
      return List.of("must not have an IPv4-mapped IPv6 address");
    }
    return cidr.get().address().equals(cidr.get().first())
        ? List.of()
        : List.of("must not have bits set beyond the prefix length");
  }

  public static List<String> canonicalCidr(String text) {
    List<String> wrong = cidr(text);
    if (!wrong.isEmpty()) {
      return wrong;
    }
    String canonical = Cidr.parse(text).map(Cidr::toString).orElse(text);
    return canonical.equals(text)
        ? List.of()
        : List.of("must be in canonical form (\"" + canonical + "\")");
  }
}
