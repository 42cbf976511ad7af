package dev.keelson.launcher.cluster;

/**
 * Which ordinary clients a cluster of one process runs.
 *
 * @param nodes pretend nodes; 0: none
 * @param clusterCidr of which each node gets its part for pods
 * @param controllers which, as kube-controller-manager's flag says it
 * @param isElected whether scheduler and controllers wait to lead: where others stand on one store
 */
public record CrewPlan(int nodes, String clusterCidr, String controllers, boolean isElected) {
  public static CrewPlan usual(int nodes) {
    return new CrewPlan(nodes, "10.244.0.0/16", "*", false);
  }

  public CrewPlan withClusterCidr(String cidr) {
    return new CrewPlan(nodes, cidr, controllers, isElected);
  }

  public CrewPlan withControllers(String list) {
    return new CrewPlan(nodes, clusterCidr, list, isElected);
  }

  public CrewPlan withElection(boolean elected) {
    return new CrewPlan(nodes, clusterCidr, controllers, elected);
  }
}
