package dev.keelson.launcher.cluster;

/**
 * @param nodes pretend nodes; 0: none, and no scheduler either
 * @param hasVirtualTime time stands until a test moves it
 */
public record ClusterOptions(int nodes, boolean hasVirtualTime) {
  public static final ClusterOptions USUAL = new ClusterOptions(1, false);

  public ClusterOptions {
    if (nodes < 0) {
      throw new IllegalArgumentException("nodes: " + nodes);
    }
  }

  public ClusterOptions withNodes(int count) {
    return new ClusterOptions(count, hasVirtualTime);
  }

  public ClusterOptions withVirtualTime() {
    return new ClusterOptions(nodes, true);
  }
}
