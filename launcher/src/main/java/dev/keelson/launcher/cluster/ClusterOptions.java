package dev.keelson.launcher.cluster;

/**
 * @param nodes pretend nodes; 0: none
 * @param controllers which, as kube-controller-manager's flag says it; "" for none and no scheduler
 * @param hasVirtualTime time stands until a test moves it
 */
public record ClusterOptions(int nodes, String controllers, boolean hasVirtualTime) {
  public static final ClusterOptions USUAL = new ClusterOptions(1, "*", false);

  /** An API server alone. */
  public static final ClusterOptions API_ONLY = new ClusterOptions(0, "", false);

  public ClusterOptions {
    if (nodes < 0) {
      throw new IllegalArgumentException("nodes: " + nodes);
    }
  }

  public ClusterOptions withNodes(int count) {
    return new ClusterOptions(count, controllers, hasVirtualTime);
  }

  public ClusterOptions withControllers(String list) {
    return new ClusterOptions(nodes, list, hasVirtualTime);
  }

  public ClusterOptions withVirtualTime() {
    return new ClusterOptions(nodes, controllers, true);
  }
}
