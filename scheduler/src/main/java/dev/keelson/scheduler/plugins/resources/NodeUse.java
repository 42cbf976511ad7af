package dev.keelson.scheduler.plugins.resources;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.Resources;
import java.util.Arrays;

/**
 * How much of a node's resources is used, without a pod and with it; filled anew for each node, so
 * that scoring allocates nothing. One thread.
 */
final class NodeUse implements CycleState.Data {
  private final ResourceWeights weights;

  /** Whether pods count with what they ask for; else with a little more where they ask nothing. */
  private final boolean isExact;

  private final long[] pod;
  final long[] requested;
  final long[] allocated;
  final long[] allocatable;

  NodeUse(ResourceWeights weights, boolean isExact, PodView pod) {
    int size = weights.size();
    this.weights = weights;
    this.isExact = isExact;
    this.pod = new long[size];
    this.requested = new long[size];
    this.allocated = new long[size];
    this.allocatable = new long[size];
    for (int i = 0; i < size; i++) {
      this.pod[i] = request(pod, weights.names().get(i));
    }
  }

  private long request(PodView of, String name) {
    if (!isExact && name.equals(Resources.CPU)) {
      return of.nonZeroMilliCpu();
    }
    if (!isExact && name.equals(Resources.MEMORY)) {
      return of.nonZeroMemory();
    }
    return of.requests().get(name);
  }

  /** Whether the pod asks for none of the resources. */
  boolean isBestEffort() {
    for (long each : pod) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  /** A resource that the node has not, or that is scalar and not asked for, stays 0 in all. */
  void fill(NodeInfo node) {
    Arrays.fill(requested, 0);
    Arrays.fill(allocated, 0);
    Arrays.fill(allocatable, 0);
    for (int i = 0; i < pod.length; i++) {
      String name = weights.names().get(i);
      if (pod[i] == 0 && ResourceNames.isScalar(name)) {
        continue;
      }
      long whole = node.allocatable().get(name);
      if (whole != 0) {
        allocatable[i] = whole;
        allocated[i] = used(node, name);
        requested[i] = allocated[i] + pod[i];
      }
    }
  }

  private long used(NodeInfo node, String name) {
    if (!isExact && name.equals(Resources.CPU)) {
      return node.nonZeroMilliCpu();
    }
    if (!isExact && name.equals(Resources.MEMORY)) {
      return node.nonZeroMemory();
    }
    return node.requested().get(name);
  }
}
