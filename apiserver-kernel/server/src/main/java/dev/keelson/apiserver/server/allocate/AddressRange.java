package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.server.kind.meta.Cidr;
import dev.keelson.apiserver.server.kind.meta.Ip;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.random.RandomGenerator;

/**
 * A range that cluster IPs are taken from, without its first address, and of IPv4 without its last.
 * The lower end is left to those who name an address: upstream's KEP-3070.
 */
public record AddressRange(Cidr cidr) {
  private static final int OFFSET_LEAST = 16;
  private static final int OFFSET_MOST = 256;

  /** Of an IPv6 range only so many addresses are used. */
  private static final int BITS_MOST = 62;

  /**
   * @throws IllegalArgumentException it is no range
   */
  public static AddressRange of(String cidr) {
    return new AddressRange(
        Cidr.parse(cidr).orElseThrow(() -> new IllegalArgumentException("no CIDR: " + cidr)));
  }

  public String family() {
    return cidr.address().isV4() ? "IPv4" : "IPv6";
  }

  private long all() {
    return 1L << Math.min(BITS_MOST, cidr.address().bits() - cidr.length());
  }

  /** How many addresses may be given. */
  long size() {
    return Math.max(0, all() - (cidr.address().isV4() ? 2 : 1));
  }

  /** How many of them, from below, are given last. */
  long offset() {
    return all() <= OFFSET_LEAST ? 0 : Math.clamp(all() / OFFSET_LEAST, OFFSET_LEAST, OFFSET_MOST);
  }

  boolean contains(Ip ip) {
    boolean isOutermost =
        ip.equals(cidr.first()) || (ip.isV4() && ip.equals(cidr.first().plus(all() - 1)));
    return cidr.contains(ip) && !isOutermost;
  }

  /** All that may be given: the upper part from a random place on, then the lower. */
  Iterator<Ip> candidates(RandomGenerator random) {
    Ip first = cidr.first().plus(1);
    List<Part> parts = new ArrayList<>();
    if (size() > offset()) {
      parts.add(new Part(first.plus(offset()), size() - offset(), random));
    }
    if (offset() > 0) {
      parts.add(new Part(first, Math.min(offset(), size()), random));
    }
    return new Iterator<>() {
      private int part;

      @Override
      public boolean hasNext() {
        while (part < parts.size() && !parts.get(part).hasNext()) {
          part++;
        }
        return part < parts.size();
      }

      @Override
      public Ip next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return parts.get(part).next();
      }
    };
  }

  /** Each address of a part once, round from a random one. */
  private static final class Part implements Iterator<Ip> {
    private final Ip first;
    private final long size;
    private final long start;
    private long given;

    Part(Ip first, long size, RandomGenerator random) {
      this.first = first;
      this.size = size;
      this.start = random.nextLong(size);
    }

    @Override
    public boolean hasNext() {
      return given < size;
    }

    @Override
    public Ip next() {
      return first.plus((start + given++) % size);
    }
  }
}
