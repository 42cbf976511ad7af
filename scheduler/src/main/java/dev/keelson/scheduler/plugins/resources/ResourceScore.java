package dev.keelson.scheduler.plugins.resources;

import dev.keelson.scheduler.plugins.match.Curve;

/** How well a node's use of resources would look: 0 to 100. Pure. */
sealed interface ResourceScore {
  long MAX = 100;

  /**
   * @param requested with the pod, a resource each
   * @param allocatable 0 where the resource does not count
   */
  long of(long[] requested, long[] allocatable, ResourceWeights weights);

  /** Prefers room that is left: the mean of what would be free, in percent. */
  record Least() implements ResourceScore {
    @Override
    public long of(long[] requested, long[] allocatable, ResourceWeights weights) {
      long score = 0;
      long sum = 0;
      for (int i = 0; i < requested.length; i++) {
        if (allocatable[i] != 0) {
          long weight = weights.weights()[i];
          long free =
              requested[i] > allocatable[i]
                  ? 0
                  : (allocatable[i] - requested[i]) * MAX / allocatable[i];
          score += free * weight;
          sum += weight;
        }
      }
      return sum == 0 ? 0 : score / sum;
    }
  }

  /** Prefers nodes that are full: the mean of what would be used, in percent. */
  record Most() implements ResourceScore {
    @Override
    public long of(long[] requested, long[] allocatable, ResourceWeights weights) {
      long score = 0;
      long sum = 0;
      for (int i = 0; i < requested.length; i++) {
        if (allocatable[i] != 0) {
          long weight = weights.weights()[i];
          // Pods without requests are counted with a little, so that this may lie above.
          long used = Math.min(requested[i], allocatable[i]);
          score += used * MAX / allocatable[i] * weight;
          sum += weight;
        }
      }
      return sum == 0 ? 0 : score / sum;
    }
  }

  /** Prefers what a curve over the use says. */
  record Shaped(Curve curve) implements ResourceScore {
    @Override
    public long of(long[] requested, long[] allocatable, ResourceWeights weights) {
      long score = 0;
      long sum = 0;
      for (int i = 0; i < requested.length; i++) {
        if (allocatable[i] != 0) {
          long used = requested[i] > allocatable[i] ? 100 : requested[i] * 100 / allocatable[i];
          long here = curve.at(used);
          if (here > 0) {
            long weight = weights.weights()[i];
            score += here * weight;
            sum += weight;
          }
        }
      }
      return sum == 0 ? 0 : Math.round((double) score / sum);
    }
  }
}
