package dev.keelson.controllers.nodelifecycle;

import java.util.Collection;

/** How a zone's nodes are, taken together. */
enum ZoneState {
  /** Nobody has looked yet. */
  INITIAL,
  NORMAL,
  /** Not one node is ready. */
  FULL_DISRUPTION,
  /** More than two nodes, and a large share, are not ready. */
  PARTIAL_DISRUPTION;

  /**
   * @param ready of each node in the zone
   * @param threshold share of nodes not ready, 0 to 1
   */
  static ZoneState of(Collection<Boolean> ready, double threshold) {
    long well = ready.stream().filter(each -> each).count();
    long unwell = ready.size() - well;
    if (well == 0 && unwell > 0) {
      return FULL_DISRUPTION;
    }
    return unwell > 2 && (float) unwell / ready.size() >= (float) threshold
        ? PARTIAL_DISRUPTION
        : NORMAL;
  }
}
