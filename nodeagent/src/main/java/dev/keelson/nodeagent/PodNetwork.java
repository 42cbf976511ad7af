package dev.keelson.nodeagent;

/** Where a node's pods have their addresses from. */
public sealed interface PodNetwork {
  /** From the {@code podCIDR} that the cluster gives to the Node; until then pods wait. */
  record FromNode() implements PodNetwork {}

  /**
   * The n-th node has the n-th part of a range, whatever the cluster says.
   *
   * @param cidr such as {@code 10.244.0.0/16}
   * @param nodeBits length of a part's prefix: 24
   */
  record Range(String cidr, int nodeBits) implements PodNetwork {}
}
