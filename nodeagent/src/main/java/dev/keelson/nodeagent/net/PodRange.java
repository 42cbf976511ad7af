package dev.keelson.nodeagent.net;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A node's pod addresses, given out one after another, as the CNI plugin host-local does: one that
 * was just freed is not the next. The first is the node's own end, and the net's and broadcast's
 * are nobody's. Thread-safe.
 */
public final class PodRange {
  /** Addresses of one range that are ever used. */
  private static final int MOST = 65_536;

  private static final int FIRST = 2;

  private final BigInteger base;
  private final int bytes;
  private final int size;
  private final BitSet used = new BitSet();
  private final Map<String, Integer> places = new HashMap<>();
  private int next = FIRST;

  private PodRange(BigInteger base, int bytes, int size) {
    this.base = base;
    this.bytes = bytes;
    this.size = size;
  }

  /**
   * @param cidr {@code 10.244.1.0/24}, {@code fd00:1::/64}
   * @throws IllegalArgumentException it is none
   */
  public static PodRange of(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] address = address(cidr.substring(0, Math.max(0, slash)));
    int prefix = Integer.parseInt(cidr.substring(slash + 1));
    int hostBits = address.length * 8 - prefix;
    if (hostBits < 2 || prefix < 0) {
      throw new IllegalArgumentException("no range for pods: " + cidr);
    }
    BigInteger mask = BigInteger.ONE.shiftLeft(hostBits).subtract(BigInteger.ONE);
    int size = hostBits >= 17 ? MOST : (1 << hostBits) - 1;
    return new PodRange(new BigInteger(1, address).andNot(mask), address.length, size);
  }

  /** The {@code index}-th range of {@code prefix} bits within {@code cidr}. */
  public static String part(String cidr, int prefix, int index) {
    int slash = cidr.indexOf('/');
    byte[] address = address(cidr.substring(0, Math.max(0, slash)));
    int bits = address.length * 8;
    BigInteger step = BigInteger.ONE.shiftLeft(bits - prefix).multiply(BigInteger.valueOf(index));
    BigInteger start = new BigInteger(1, address).add(step);
    return text(start, address.length) + "/" + prefix;
  }

  private static byte[] address(String text) {
    if (!text.matches("[0-9a-fA-F.:]+")) {
      throw new IllegalArgumentException("no address: " + text);
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address: " + text, e);
    }
  }

  private static String text(BigInteger value, int bytes) {
    byte[] raw = value.toByteArray();
    byte[] address = new byte[bytes];
    for (int i = 0; i < Math.min(bytes, raw.length); i++) {
      address[bytes - 1 - i] = raw[raw.length - 1 - i];
    }
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same for the same holder; empty: none is left. */
  public synchronized Optional<String> take(String holder) {
    Integer known = places.get(holder);
    if (known != null) {
      return Optional.of(text(base.add(BigInteger.valueOf(known)), bytes));
    }
    int place = used.nextClearBit(next);
    if (place >= size) {
      place = used.nextClearBit(FIRST);
    }
    if (place >= size) {
      return Optional.empty();
    }
    next = place + 1;
    used.set(place);
    places.put(holder, place);
    return Optional.of(text(base.add(BigInteger.valueOf(place)), bytes));
  }

  /** The holder has it from before; of another range it is nobody's concern. */
  public synchronized void keep(String holder, String address) {
    byte[] raw = address(address);
    BigInteger place = new BigInteger(1, raw).subtract(base);
    boolean isOurs =
        raw.length == bytes && place.signum() > 0 && place.compareTo(BigInteger.valueOf(size)) < 0;
    if (isOurs) {
      used.set(place.intValue());
      places.put(holder, place.intValue());
    }
  }

  public synchronized void free(String holder) {
    Integer place = places.remove(holder);
    if (place != null) {
      used.clear(place);
    }
  }
}
