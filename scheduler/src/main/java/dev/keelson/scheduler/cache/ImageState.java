package dev.keelson.scheduler.cache;

/**
 * An image that nodes have. Shared by all of them: the count follows the cluster, so that it need
 * not be written into each node.
 */
public final class ImageState {
  private final long size;
  private volatile int nodes;

  /**
   * @param size bytes
   * @param nodes how many nodes have it
   */
  public ImageState(long size, int nodes) {
    this.size = size;
    this.nodes = nodes;
  }

  /** Bytes. */
  public long size() {
    return size;
  }

  /** How many nodes have it now. */
  public int nodes() {
    return nodes;
  }

  /** Under the cache's lock. */
  void nodes(int count) {
    nodes = count;
  }
}
