package dev.keelson.scheduler.plugins.resources;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.Resources;

/**
 * How much of a node's resources is used, without a pod and with it; filled anew for each node, so
 * that scoring allocates nothing. One thread.
 */
final class NodeUse implements CycleState.Data {
  /** Where an amount is found, so that no name is compared for each node. */
  private enum Source {
    CPU,
    MEMORY,
    NAMED,
    /** Scalar, and not asked for: does not count. */
    NONE
  }

  private final ResourceWeights weights;

  /** Whether pods count with what they ask for; else with a little more where they ask nothing. */
  private final boolean isExact;

  private final long[] pod;
  private final Source[] sources;
  final long[] requested;
  final long[] allocated;
  final long[] allocatable;

  NodeUse(ResourceWeights weights, boolean isExact, PodView pod) {
    int size = weights.size();
    this.weights = weights;
    this.isExact = isExact;
    this.pod = new long[size];
    this.sources = new Source[size];
    this.requested = new long[size];
    this.allocated = new long[size];
    this.allocatable = new long[size];
    for (int i = 0; i < size; i++) {
      String name = weights.names().get(i);
      this.pod[i] = request(pod, name);
      this.sources[i] = source(name, this.pod[i]);
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

  private static Source source(String name, long asked) {
    return switch (name) {
      case Resources.CPU -> Source.CPU;
      case Resources.MEMORY -> Source.MEMORY;
      default -> asked == 0 && ResourceNames.isScalar(name) ? Source.NONE : Source.NAMED;
    };
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
    for (int i = 0; i < pod.length; i++) {
      Source source = sources[i];
      long whole = source == Source.NONE ? 0 : whole(node, source, i);
      allocatable[i] = whole;
      allocated[i] = whole == 0 ? 0 : used(node, source, i);
      requested[i] = whole == 0 ? 0 : allocated[i] + pod[i];
    }
  }

  private long whole(NodeInfo node, Source source, int place) {
    return switch (source) {
      case CPU -> node.allocatable().milliCpu();
      case MEMORY -> node.allocatable().memory();
      case NAMED, NONE -> node.allocatable().get(weights.names().get(place));
    };
  }

  private long used(NodeInfo node, Source source, int place) {
    return switch (source) {
      case CPU -> isExact ? node.requested().milliCpu() : node.nonZeroMilliCpu();
      case MEMORY -> isExact ? node.requested().memory() : node.nonZeroMemory();
      case NAMED, NONE -> node.requested().get(weights.names().get(place));
    };
  }
}
