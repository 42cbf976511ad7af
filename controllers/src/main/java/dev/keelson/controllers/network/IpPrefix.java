package dev.keelson.controllers.network;

import java.util.Optional;

/**
 * A range of addresses as CIDR writes it.
 *
 * @param bits of the address that all of it share
 */
public record IpPrefix(IpAddress address, int bits) {
  /** Empty where the text is none. What lies beyond the bits is kept, and never looked at. */
  public static Optional<IpPrefix> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(text.substring(slash + 1));
    return IpAddress.parse(text.substring(0, slash))
        .filter(address -> bits <= address.width())
        .map(address -> new IpPrefix(address, bits));
  }

  public boolean isV6() {
    return address.isV6();
  }

  public boolean contains(IpAddress other) {
    int beyond = address.width() - bits;
    return other.isV6() == address.isV6()
        && other.value().shiftRight(beyond).equals(address.value().shiftRight(beyond));
  }

  /** Also if it is the same. */
  public boolean contains(IpPrefix other) {
    return other.bits >= bits && contains(other.address);
  }

  public boolean overlaps(IpPrefix other) {
    return contains(other) || other.contains(this);
  }

  @Override
  public String toString() {
    return address + "/" + bits;
  }
}
