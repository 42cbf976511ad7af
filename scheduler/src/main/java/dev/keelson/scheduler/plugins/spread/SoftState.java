package dev.keelson.scheduler.plugins.spread;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.view.PodView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the pods lie over the domains of one pod's soft constraints, as far as feasible nodes have
 * them. One thread.
 */
final class SoftState implements CycleState.Data {
  private static final String HOST = "kubernetes.io/hostname";

  private final List<Constraint> constraints;
  private final Snapshot snapshot;

  /** Feasible, but without a label that is asked for: they get nothing. */
  private final Set<String> ignored = new HashSet<>();

  /** By domain; of {@link #HOST} empty, for each node is asked itself. */
  private final List<Map<String, long[]>> counts;

  private final Tallies.Tally[] tallies;

  /** The more domains, the more a pod too many in one counts. */
  private final double[] weights;

  /**
   * @param needsAll nodes without one of the labels do not count at all
   */
  SoftState(
      PodView pod,
      List<Constraint> constraints,
      boolean needsAll,
      List<NodeInfo> feasible,
      Snapshot snapshot,
      Tallies tallies) {
    this.constraints = constraints;
    this.snapshot = snapshot;
    int size = constraints.size();
    this.counts =
        constraints.stream().map(_ -> (Map<String, long[]>) new HashMap<String, long[]>()).toList();
    this.tallies = new Tallies.Tally[size];
    this.weights = new double[size];
    for (int i = 0; i < size; i++) {
      this.tallies[i] = tallies.of(pod.namespace(), constraints.get(i).selector());
    }
    findDomains(feasible, needsAll);
    for (int i = 0; i < size; i++) {
      int domains = isHost(i) ? feasible.size() - ignored.size() : counts.get(i).size();
      weights[i] = Math.log(domains + 2);
    }
    count(pod, needsAll);
  }

  private boolean isHost(int constraint) {
    return constraints.get(constraint).topologyKey().equals(HOST);
  }

  private void findDomains(List<NodeInfo> feasible, boolean needsAll) {
    for (NodeInfo node : feasible) {
      Map<String, String> labels = node.node().labels();
      if (needsAll && !Constraint.haveDomains(constraints, labels)) {
        ignored.add(node.name());
        continue;
      }
      for (int i = 0; i < weights.length; i++) {
        if (!isHost(i)) {
          counts
              .get(i)
              .computeIfAbsent(
                  labels.getOrDefault(constraints.get(i).topologyKey(), ""), _ -> new long[1]);
        }
      }
    }
  }

  private void count(PodView pod, boolean needsAll) {
    boolean isAsked = false;
    for (int i = 0; i < weights.length; i++) {
      isAsked |= !isHost(i);
    }
    for (int place = 0; isAsked && place < snapshot.size(); place++) {
      NodeInfo node = snapshot.node(place);
      Map<String, String> labels = node.node().labels();
      if (needsAll && !Constraint.haveDomains(constraints, labels)) {
        continue;
      }
      boolean isAccepted = pod.acceptsNode(node.node());
      boolean isRepelled = Repelling.repels(node.node(), pod);
      for (int i = 0; i < weights.length; i++) {
        Constraint each = constraints.get(i);
        long[] count = counts.get(i).get(labels.getOrDefault(each.topologyKey(), ""));
        if (count != null && each.includes(isAccepted, isRepelled)) {
          count[0] += tallies[i].at(place, node);
        }
      }
    }
  }

  /** The fuller the node's domains, the more. */
  long score(NodeInfo node) {
    if (!ignored.isEmpty() && ignored.contains(node.name())) {
      return 0;
    }
    double score = 0;
    Map<String, String> labels = node.node().labels();
    for (int i = 0; i < weights.length; i++) {
      Constraint each = constraints.get(i);
      String domain = labels.get(each.topologyKey());
      if (domain != null) {
        score += count(i, node, domain) * weights[i] + (each.maxSkew() - 1);
      }
    }
    return Math.round(score);
  }

  private long count(int constraint, NodeInfo node, String domain) {
    if (isHost(constraint)) {
      int place = snapshot.placeOf(node.name());
      return place < 0 ? 0 : tallies[constraint].at(place, node);
    }
    long[] count = counts.get(constraint).get(domain);
    return count == null ? 0 : count[0];
  }

  /** Turns it round: the emptiest gets 100. */
  void normalize(List<NodeInfo> nodes, long[] scores) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < nodes.size(); i++) {
      if (!ignored.contains(nodes.get(i).name())) {
        least = Math.min(least, scores[i]);
        most = Math.max(most, scores[i]);
      }
    }
    for (int i = 0; i < nodes.size(); i++) {
      if (ignored.contains(nodes.get(i).name())) {
        scores[i] = 0;
      } else {
        scores[i] =
            most == 0
                ? ScorePlugin.MAX_SCORE
                : ScorePlugin.MAX_SCORE * (most + least - scores[i]) / most;
      }
    }
  }
}
