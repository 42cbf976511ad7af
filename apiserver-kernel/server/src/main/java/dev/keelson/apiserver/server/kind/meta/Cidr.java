package dev.keelson.apiserver.server.kind.meta;

import java.util.Optional;

/**
 * A range of addresses.
 *
 * @param address as written: bits behind the prefix may be set
 * @param length of the prefix, in bits
 */
public record Cidr(Ip address, int length) {

  /** Lenient as {@link Ip#parse}. Empty where it is none. */
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || slash == text.length() - 1 || text.length() - slash > 5) {
      return Optional.empty();
    }
    int length = 0;
    for (int i = slash + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return Optional.empty();
      }
      length = length * 10 + (c - '0');
    }
    String address = text.substring(0, slash);
    boolean isMapped = address.indexOf(':') >= 0;
    Optional<Ip> ip = Ip.parse(address);
    if (ip.isEmpty() || length > (isMapped ? 128 : 32)) {
      return Optional.empty();
    }
    int ofAddress = ip.get().isV4() && isMapped ? Math.max(0, length - 96) : length;
    return Optional.of(new Cidr(ip.get(), ofAddress));
  }

  public Ip first() {
    return address.masked(length);
  }

  public boolean contains(Ip ip) {
    return ip.isV4() == address.isV4() && ip.masked(length).equals(first());
  }

  /** Without the bits behind the prefix. */
  @Override
  public String toString() {
    return first() + "/" + length;
  }
}
