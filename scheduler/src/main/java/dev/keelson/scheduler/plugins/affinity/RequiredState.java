package dev.keelson.scheduler.plugins.affinity;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugins.match.NodeMemo;
import dev.keelson.scheduler.view.AffinityTerm;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Where the pods are that a pod must be near, must not be near, and that will not have it near
 * them. One thread.
 */
final class RequiredState implements CycleState.Data {
  private static final Verdict AFFINITY =
      Verdict.unresolvable("node(s) didn't match pod affinity rules");
  private static final Verdict ANTI_AFFINITY =
      Verdict.unschedulable("node(s) didn't match pod anti-affinity rules");
  private static final Verdict EXISTING =
      Verdict.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");

  /**
   * Of one node.
   *
   * @param near pods that match all terms of the affinity
   * @param far pods that match each term of the anti-affinity
   */
  record Matches(int near, int[] far) {
    private static final Matches NONE = new Matches(0, new int[0]);
  }

  private final Asker asker;
  private final Asker.Terms terms;

  /** Whether the pod would be company for itself. */
  private final boolean matchesItself;

  private final TopologyCounts existing;
  private final TopologyCounts near;
  private final TopologyCounts far;

  private RequiredState(
      Asker asker,
      Asker.Terms terms,
      boolean matchesItself,
      TopologyCounts existing,
      TopologyCounts near,
      TopologyCounts far) {
    this.asker = asker;
    this.terms = terms;
    this.matchesItself = matchesItself;
    this.existing = existing;
    this.near = near;
    this.far = far;
  }

  /** What was found on nodes, for pods that ask alike. */
  static final class Memory {
    /** Workloads that are remembered. */
    private static final int MOST = 16;

    private final NodeMemo.Recent<Asker, List<String>> existing = new NodeMemo.Recent<>(MOST);
    private final NodeMemo.Recent<Asker, Matches> matches = new NodeMemo.Recent<>(MOST);
  }

  static RequiredState of(
      PodView pod, Asker asker, Asker.Terms terms, Snapshot snapshot, Memory memory) {
    RequiredState state =
        new RequiredState(
            asker,
            terms,
            Namespaces.allMatch(terms.required(), pod),
            new TopologyCounts(),
            new TopologyCounts(),
            new TopologyCounts());
    state.countExisting(pod, snapshot, memory.existing.of(asker));
    if (terms.hasRequired()) {
      state.countIncoming(snapshot, memory.matches.of(asker));
    }
    return state;
  }

  private void countExisting(PodView pod, Snapshot snapshot, NodeMemo<List<String>> memo) {
    List<NodeInfo> nodes = snapshot.havePodsWithRequiredAntiAffinity();
    for (int i = 0; i < nodes.size(); i++) {
      NodeInfo node = nodes.get(i);
      List<String> keys =
          memo.at(snapshot.placeOf(node.name()), node, each -> keysAgainst(pod, each));
      for (int j = 0; j < keys.size(); j++) {
        existing.add(keys.get(j), node.node().labels(), 1);
      }
    }
  }

  /** The topologies in which pods of a node refuse the pod, once for each refusal. */
  private List<String> keysAgainst(PodView pod, NodeInfo node) {
    List<String> keys = List.of();
    for (PodView each : node.podsWithRequiredAntiAffinity()) {
      for (AffinityTerm term : each.requiredAntiAffinity()) {
        if (term.matches(pod, asker.namespaceLabels())) {
          keys = keys.isEmpty() ? new ArrayList<>(1) : keys;
          keys.add(term.topologyKey());
        }
      }
    }
    return keys;
  }

  private void countIncoming(Snapshot snapshot, NodeMemo<Matches> memo) {
    for (int place = 0; place < snapshot.size(); place++) {
      NodeInfo node = snapshot.node(place);
      if (node.podCount() > 0) {
        Matches matches = memo.at(place, node, this::matches);
        add(matches, node.node().labels());
      }
    }
  }

  private void add(Matches matches, Map<String, String> labels) {
    if (matches.near > 0) {
      for (int i = 0; i < terms.required().size(); i++) {
        near.add(terms.required().get(i).topologyKey(), labels, matches.near);
      }
    }
    for (int i = 0; i < matches.far.length; i++) {
      if (matches.far[i] > 0) {
        far.add(terms.requiredAnti().get(i).topologyKey(), labels, matches.far[i]);
      }
    }
  }

  private Matches matches(NodeInfo node) {
    int all = 0;
    int[] each = new int[terms.requiredAnti().size()];
    for (int i = 0; i < node.podCount(); i++) {
      PodView pod = node.pod(i);
      all += Namespaces.allMatch(terms.required(), pod) ? 1 : 0;
      for (int j = 0; j < each.length; j++) {
        each[j] += terms.requiredAnti().get(j).matches(pod, Map.of()) ? 1 : 0;
      }
    }
    return all == 0 && Arrays.stream(each).allMatch(count -> count == 0)
        ? Matches.NONE
        : new Matches(all, each);
  }

  /** Whether no node can be refused. */
  boolean isIdle() {
    return !terms.hasRequired() && existing.isZero();
  }

  /**
   * As if a pod had come to a node, or gone from it.
   *
   * @param by 1 or -1
   */
  void change(PodView pod, PodView changed, NodeView node, int by) {
    Map<String, String> labels = node.labels();
    for (AffinityTerm term : changed.requiredAntiAffinity()) {
      if (term.matches(pod, asker.namespaceLabels())) {
        existing.add(term.topologyKey(), labels, by);
      }
    }
    if (Namespaces.allMatch(terms.required(), changed)) {
      for (AffinityTerm term : terms.required()) {
        near.add(term.topologyKey(), labels, by);
      }
    }
    for (AffinityTerm term : terms.requiredAnti()) {
      if (term.matches(changed, Map.of())) {
        far.add(term.topologyKey(), labels, by);
      }
    }
  }

  Verdict filter(NodeInfo node) {
    Map<String, String> labels = node.node().labels();
    if (!hasCompany(labels)) {
      return AFFINITY;
    }
    for (int i = 0; i < terms.requiredAnti().size(); i++) {
      String key = terms.requiredAnti().get(i).topologyKey();
      String domain = labels.get(key);
      if (domain != null && far.get(key, domain) > 0) {
        return ANTI_AFFINITY;
      }
    }
    return existing.touch(labels) ? EXISTING : Verdict.SUCCESS;
  }

  /** The first pod of a group that wants to be together may go anywhere it has a domain. */
  private boolean hasCompany(Map<String, String> labels) {
    boolean isThere = true;
    for (int i = 0; i < terms.required().size(); i++) {
      String key = terms.required().get(i).topologyKey();
      String domain = labels.get(key);
      if (domain == null) {
        return false;
      }
      isThere &= near.get(key, domain) > 0;
    }
    return isThere || (near.isZero() && matchesItself);
  }

  /** Existing, affinity, anti-affinity: for comparisons. */
  List<Map<String, Integer>> asMaps() {
    return List.of(existing.asMap(), near.asMap(), far.asMap());
  }

  @Override
  public RequiredState copy() {
    return new RequiredState(asker, terms, matchesItself, existing.fork(), near.fork(), far.fork());
  }
}
