package dev.keelson.scheduler.plugins.spread;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugins.match.DomainCounts;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Map;

/** How the pods lie over the domains of one pod's hard constraints. One thread. */
final class HardState implements CycleState.Data {
  private static final Verdict UNEVEN =
      Verdict.unschedulable("node(s) didn't match pod topology spread constraints");
  private static final Verdict NO_LABEL =
      Verdict.unresolvable(
          "node(s) didn't match pod topology spread constraints (missing required label)");

  private final List<Constraint> constraints;
  private final DomainCounts[] counts;

  /** 1 where the pod itself counts for the constraint. */
  private final int[] self;

  private HardState(List<Constraint> constraints, DomainCounts[] counts, int[] self) {
    this.constraints = constraints;
    this.counts = counts;
    this.self = self;
  }

  static HardState of(
      PodView pod, List<Constraint> constraints, Snapshot snapshot, Tallies tallies) {
    int size = constraints.size();
    DomainCounts[] counts = new DomainCounts[size];
    Tallies.Tally[] tally = new Tallies.Tally[size];
    int[] self = new int[size];
    for (int i = 0; i < size; i++) {
      Constraint each = constraints.get(i);
      counts[i] = new DomainCounts();
      tally[i] = tallies.of(pod.namespace(), each.selector());
      self[i] = each.selector().matches(pod.labels()) ? 1 : 0;
    }
    for (int place = 0; place < snapshot.size(); place++) {
      NodeInfo node = snapshot.node(place);
      Map<String, String> labels = node.node().labels();
      if (!Constraint.haveDomains(constraints, labels)) {
        continue;
      }
      boolean isAccepted = pod.acceptsNode(node.node());
      boolean isRepelled = Repelling.repels(node.node(), pod);
      for (int i = 0; i < size; i++) {
        Constraint each = constraints.get(i);
        String domain = labels.get(each.topologyKey());
        if (domain != null && each.includes(isAccepted, isRepelled)) {
          counts[i].add(domain, tally[i].at(place, node));
        }
      }
    }
    return new HardState(constraints, counts, self);
  }

  Verdict filter(NodeInfo node) {
    Map<String, String> labels = node.node().labels();
    for (int i = 0; i < counts.length; i++) {
      Constraint each = constraints.get(i);
      String domain = labels.get(each.topologyKey());
      if (domain == null) {
        return NO_LABEL;
      }
      if ((long) counts[i].get(domain) + self[i] - least(i) > each.maxSkew()) {
        return UNEVEN;
      }
    }
    return Verdict.SUCCESS;
  }

  private int least(int place) {
    return counts[place].domains() < constraints.get(place).minDomains()
        ? 0
        : counts[place].least();
  }

  /**
   * As if a pod had come to a node, or gone from it.
   *
   * @param by 1 or -1
   */
  void change(PodView pod, PodView changed, NodeView node, int by) {
    if (!changed.namespace().equals(pod.namespace())
        || changed.isTerminating()
        || !Constraint.haveDomains(constraints, node.labels())) {
      return;
    }
    boolean isAccepted = pod.acceptsNode(node);
    boolean isRepelled = Repelling.repels(node, pod);
    for (int i = 0; i < counts.length; i++) {
      Constraint each = constraints.get(i);
      if (!each.selector().isEmpty()
          && each.selector().matches(changed.labels())
          && each.includes(isAccepted, isRepelled)) {
        counts[i].add(node.labels().getOrDefault(each.topologyKey(), ""), by);
      }
    }
  }

  /** By constraint and domain, for comparisons. */
  List<Map<String, Integer>> asMaps() {
    return List.of(counts).stream().map(DomainCounts::asMap).toList();
  }

  /** By constraint, for comparisons. */
  List<Integer> leasts() {
    return List.of(counts).stream().map(DomainCounts::least).toList();
  }

  @Override
  public HardState copy() {
    DomainCounts[] forks = new DomainCounts[counts.length];
    for (int i = 0; i < forks.length; i++) {
      forks[i] = counts[i].fork();
    }
    return new HardState(constraints, forks, self);
  }
}
