package dev.keelson.controllers.nodeipam;

import dev.keelson.controllers.ControllerOptions;
import dev.keelson.controllers.basis.Flags;
import java.util.ArrayList;
import java.util.List;

/**
 * kube-controller-manager's {@code --allocate-node-cidrs}, {@code --cluster-cidr}, {@code
 * --service-cluster-ip-range} and {@code --node-cidr-mask-size…}.
 */
record IpamOptions(boolean isOn, List<CidrRange> ranges) {
  private static final int IPV4_MASK = 24;
  private static final int IPV6_MASK = 64;

  /**
   * @throws IllegalArgumentException the flags do not fit together
   */
  static IpamOptions of(ControllerOptions flags) {
    if (!Flags.isOn(flags, "allocate-node-cidrs", false)) {
      return new IpamOptions(false, List.of());
    }
    List<Cidr> clusters = cidrs(flags.text("cluster-cidr", ""));
    if (clusters.isEmpty()) {
      throw new IllegalArgumentException("--cluster-cidr is needed with --allocate-node-cidrs");
    }
    if (clusters.size() > 2
        || (clusters.size() == 2 && clusters.get(0).isIpv6() == clusters.get(1).isIpv6())) {
      throw new IllegalArgumentException(
          "--cluster-cidr takes one range, or one of each address family");
    }
    List<CidrRange> ranges = new ArrayList<>();
    for (Cidr each : clusters) {
      CidrRange range = new CidrRange(each, mask(flags, each, clusters.size() > 1));
      for (Cidr service : cidrs(flags.text("service-cluster-ip-range", ""))) {
        if (each.overlaps(service)) {
          range.occupy(service);
        }
      }
      ranges.add(range);
    }
    return new IpamOptions(true, ranges);
  }

  private static int mask(ControllerOptions flags, Cidr cluster, boolean isDualStack) {
    int any = Flags.whole(flags, "node-cidr-mask-size", 0);
    if (any != 0 && isDualStack) {
      throw new IllegalArgumentException(
          "usage of --node-cidr-mask-size is not allowed with dual-stack clusters");
    }
    int otherwise = any != 0 ? any : cluster.isIpv6() ? IPV6_MASK : IPV4_MASK;
    String flag = cluster.isIpv6() ? "node-cidr-mask-size-ipv6" : "node-cidr-mask-size-ipv4";
    return Flags.whole(flags, flag, otherwise);
  }

  private static List<Cidr> cidrs(String text) {
    List<Cidr> all = new ArrayList<>();
    for (String each : text.split(",")) {
      if (!each.isBlank()) {
        all.add(Cidr.parse(each.strip()));
      }
    }
    return all;
  }
}
