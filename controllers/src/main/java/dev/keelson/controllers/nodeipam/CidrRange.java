package dev.keelson.controllers.nodeipam;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.Optional;

/** A cluster's range, cut into equal pieces for nodes, and which of them are taken. Thread-safe. */
final class CidrRange {
  /** Bits between the two masks: 65,536 pieces, as upstream bounds it. */
  private static final int MOST = 16;

  private final Cidr cluster;
  private final int nodePrefix;
  private final int count;
  private final BitSet taken = new BitSet();
  private int next;

  /**
   * @param nodePrefix length of a node's mask
   * @throws IllegalArgumentException it does not fit into the range, or there are too many pieces
   */
  CidrRange(Cidr cluster, int nodePrefix) {
    int bits = nodePrefix - cluster.prefix();
    if (bits < 0 || nodePrefix > cluster.size()) {
      throw new IllegalArgumentException(
          "a node's mask of /" + nodePrefix + " does not lie in the cluster CIDR " + cluster);
    }
    if (bits > (cluster.isIpv6() ? MOST : 24)) {
      throw new IllegalArgumentException("New CIDR set failed; the node CIDR size is too big");
    }
    this.cluster = cluster;
    this.nodePrefix = nodePrefix;
    this.count = 1 << bits;
  }

  Cidr cluster() {
    return cluster;
  }

  /**
   * Round and round, so that a piece that was given back rests for as long as it can. Empty: full.
   */
  synchronized Optional<Cidr> allocate() {
    if (taken.cardinality() >= count) {
      return Optional.empty();
    }
    int free = taken.nextClearBit(next);
    if (free >= count) {
      free = taken.nextClearBit(0);
    }
    taken.set(free);
    next = (free + 1) % count;
    BigInteger offset = BigInteger.valueOf(free).shiftLeft(cluster.size() - nodePrefix);
    return Optional.of(new Cidr(cluster.base().add(offset), cluster.size(), nodePrefix));
  }

  /**
   * All pieces that it touches.
   *
   * @throws IllegalArgumentException it lies elsewhere
   */
  synchronized void occupy(Cidr cidr) {
    taken.set(first(cidr), last(cidr) + 1);
  }

  /**
   * @throws IllegalArgumentException it lies elsewhere
   */
  synchronized void release(Cidr cidr) {
    taken.clear(first(cidr), last(cidr) + 1);
  }

  private int first(Cidr cidr) {
    if (!cluster.overlaps(cidr)) {
      throw new IllegalArgumentException(
          "cidr " + cidr + " is out the range of cluster cidr " + cluster);
    }
    return cidr.prefix() <= cluster.prefix() ? 0 : index(cidr.base());
  }

  private int last(Cidr cidr) {
    return cidr.prefix() <= cluster.prefix() ? count - 1 : index(cidr.last());
  }

  private int index(BigInteger address) {
    return address.subtract(cluster.base()).shiftRight(cluster.size() - nodePrefix).intValue();
  }
}
