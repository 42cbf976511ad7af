package dev.keelson.scheduler.plugins.spread;

import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.view.PodView;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many pods of each node a selector matches, kept from pod to pod: a node is counted again only
 * once it has changed, so that the pods of one workload cost a look at each node, not at each pod.
 * Scheduling thread only.
 */
final class Tallies {
  /** Selectors that are remembered; each takes 12 bytes a node. */
  private static final int MOST = 32;

  private record Whose(String namespace, String selector) {}

  private final Map<Whose, Tally> tallies =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Whose, Tally> eldest) {
          return size() > MOST;
        }
      };

  Tally of(String namespace, LabelSelector selector) {
    return tallies.computeIfAbsent(
        new Whose(namespace, selector.toString() + (selector.isEmpty() ? "*" : "")),
        _ -> new Tally(namespace, selector));
  }

  /** One selector's, in one namespace. */
  static final class Tally {
    private final String namespace;
    private final LabelSelector selector;
    private long[] generations = {};
    private int[] counts = {};

    Tally(String namespace, LabelSelector selector) {
      this.namespace = namespace;
      this.selector = selector;
    }

    /**
     * @param place of the node in its snapshot
     */
    int at(int place, NodeInfo node) {
      if (place >= counts.length) {
        int size = Math.max(place + 1, counts.length * 2);
        counts = Arrays.copyOf(counts, size);
        generations = Arrays.copyOf(generations, size);
      }
      // Generations are never used twice, so that another node in this place is noticed too.
      if (generations[place] != node.generation()) {
        counts[place] = count(node);
        generations[place] = node.generation();
      }
      return counts[place];
    }

    private int count(NodeInfo node) {
      int count = 0;
      for (int i = 0; i < node.podCount(); i++) {
        count += counts(node.pod(i)) ? 1 : 0;
      }
      return count;
    }

    /** Whether a pod counts; those on their way out do not, and an empty selector means nothing. */
    private boolean counts(PodView pod) {
      return !selector.isEmpty()
          && pod.namespace().equals(namespace)
          && selector.matches(pod.labels())
          && !pod.isTerminating();
    }
  }
}
