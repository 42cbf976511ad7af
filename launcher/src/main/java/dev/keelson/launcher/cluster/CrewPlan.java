package dev.keelson.launcher.cluster;

/**
 * Which ordinary clients a cluster of one process runs.
 *
 * @param nodes pretend nodes; 0: none
 * @param clusterCidr of which each node gets its part for pods
 * @param controllers which, as kube-controller-manager's flag says it
 * @param isElected whether scheduler and controllers wait to lead: where others stand on one store
 * @param hasGangs whether pods of a PodGroup are placed together: where the server has these
 */
public record CrewPlan(
    int nodes, String clusterCidr, String controllers, boolean isElected, boolean hasGangs) {
  /** Bits of an address that a node's part leaves, as upstream has it by default. */
  private static final int NODE_PREFIX = 24;

  /** With /16 upstream's tools leave room for 256 nodes. */
  private static final int USUAL_PREFIX = 16;

  /** 10.244.0.0. */
  private static final int USUAL_BASE = 10 << 24 | 244 << 16;

  public static CrewPlan usual(int nodes) {
    return new CrewPlan(nodes, clusterCidr(nodes), "*", false, false);
  }

  /**
   * 10.244.0.0/16, or what lies round it and holds a part for each node: all that a smaller cluster
   * has given away remains good in a larger one.
   */
  static String clusterCidr(int nodes) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, nodes) - 1);
    int prefix = Math.min(USUAL_PREFIX, NODE_PREFIX - bits);
    int base = USUAL_BASE & -1 << (Integer.SIZE - prefix);
    return "%d.%d.0.0/%d".formatted(base >>> 24, base >>> 16 & 0xFF, prefix);
  }

  public CrewPlan withClusterCidr(String cidr) {
    return new CrewPlan(nodes, cidr, controllers, isElected, hasGangs);
  }

  public CrewPlan withControllers(String list) {
    return new CrewPlan(nodes, clusterCidr, list, isElected, hasGangs);
  }

  public CrewPlan withElection(boolean elected) {
    return new CrewPlan(nodes, clusterCidr, controllers, elected, hasGangs);
  }

  public CrewPlan withGangs(boolean gangs) {
    return new CrewPlan(nodes, clusterCidr, controllers, isElected, gangs);
  }
}
