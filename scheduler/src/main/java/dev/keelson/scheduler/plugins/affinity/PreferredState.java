package dev.keelson.scheduler.plugins.affinity;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugins.match.NodeMemo;
import dev.keelson.scheduler.view.AffinityTerm;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.WeightedAffinityTerm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each domain is worth to a pod, by whom it likes there and who likes it. One thread. */
final class PreferredState implements CycleState.Data {
  /** What one node adds to its domain of one topology. */
  record Worth(String topologyKey, long amount) {}

  private final List<String> keys = new ArrayList<>(2);
  private final List<Map<String, long[]>> worths = new ArrayList<>(2);

  private PreferredState() {}

  /**
   * @param hardWeight what a pod counts that must be near the asking one; 0 to 100
   */
  static PreferredState of(
      PodView pod,
      Asker asker,
      Asker.Terms terms,
      int hardWeight,
      Snapshot snapshot,
      NodeMemo<List<Worth>> memo) {
    PreferredState state = new PreferredState();
    Finder finder = new Finder(pod, asker, terms, hardWeight);
    if (terms.hasPreferred()) {
      for (int place = 0; place < snapshot.size(); place++) {
        NodeInfo node = snapshot.node(place);
        if (node.podCount() > 0) {
          state.add(node, memo.at(place, node, finder::find));
        }
      }
    } else {
      for (NodeInfo node : snapshot.havePodsWithAffinity()) {
        state.add(node, memo.at(snapshot.placeOf(node.name()), node, finder::find));
      }
    }
    return state;
  }

  private void add(NodeInfo node, List<Worth> found) {
    for (int i = 0; i < found.size(); i++) {
      Worth worth = found.get(i);
      String domain = node.node().labels().get(worth.topologyKey);
      if (domain != null) {
        of(worth.topologyKey).computeIfAbsent(domain, _ -> new long[1])[0] += worth.amount;
      }
    }
  }

  private Map<String, long[]> of(String key) {
    int at = keys.indexOf(key);
    if (at >= 0) {
      return worths.get(at);
    }
    keys.add(key);
    Map<String, long[]> worth = new HashMap<>();
    worths.add(worth);
    return worth;
  }

  /** Whether nobody likes or dislikes anybody. */
  boolean isIdle() {
    return keys.isEmpty();
  }

  long score(NodeInfo node) {
    Map<String, String> labels = node.node().labels();
    long score = 0;
    for (int i = 0; i < keys.size(); i++) {
      String domain = labels.get(keys.get(i));
      if (domain != null) {
        long[] worth = worths.get(i).get(domain);
        score += worth == null ? 0 : worth[0];
      }
    }
    return score;
  }

  /** One pod's likes against the pods of one node. */
  private record Finder(PodView pod, Asker asker, Asker.Terms terms, int hardWeight) {
    List<Worth> find(NodeInfo node) {
      Map<String, Long> sums = new HashMap<>();
      if (terms.hasPreferred()) {
        for (int i = 0; i < node.podCount(); i++) {
          PodView other = node.pod(i);
          addOwn(terms.preferred(), other, 1, sums);
          addOwn(terms.preferredAnti(), other, -1, sums);
        }
      }
      for (PodView other : node.podsWithAffinity()) {
        if (hardWeight > 0) {
          for (AffinityTerm term : other.requiredAffinity()) {
            add(term, pod, asker.namespaceLabels(), hardWeight, sums);
          }
        }
        addTheirs(other.preferredAffinity(), 1, sums);
        addTheirs(other.preferredAntiAffinity(), -1, sums);
      }
      List<Worth> found = new ArrayList<>(sums.size());
      sums.forEach((key, amount) -> found.add(new Worth(key, amount)));
      return found;
    }

    private static void addOwn(
        List<WeightedAffinityTerm> terms, PodView other, int sign, Map<String, Long> sums) {
      for (int i = 0; i < terms.size(); i++) {
        WeightedAffinityTerm each = terms.get(i);
        add(each.term(), other, Map.of(), (long) sign * each.weight(), sums);
      }
    }

    private void addTheirs(List<WeightedAffinityTerm> theirs, int sign, Map<String, Long> sums) {
      for (int i = 0; i < theirs.size(); i++) {
        WeightedAffinityTerm each = theirs.get(i);
        add(each.term(), pod, asker.namespaceLabels(), (long) sign * each.weight(), sums);
      }
    }

    private static void add(
        AffinityTerm term,
        PodView pod,
        Map<String, String> namespaceLabels,
        long weight,
        Map<String, Long> sums) {
      if (term.matches(pod, namespaceLabels)) {
        sums.merge(term.topologyKey(), weight, Long::sum);
      }
    }
  }
}
