package dev.keelson.scheduler.plugins.affinity;

import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.scheduler.view.AffinityTerm;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.WeightedAffinityTerm;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What terms say about namespaces, put in terms of names. Any thread. */
record Namespaces(Store store) {
  /** Of a namespace; none where it is not known. */
  Map<String, String> labels(String namespace) {
    return store.get(new ObjectName("", namespace)).map(ApiObject::labels).orElse(Map.of());
  }

  /**
   * A term whose namespaces are all by name, so that it can be held against pods without a look at
   * their namespaces. One that selects all namespaces stays as it is.
   */
  AffinityTerm resolved(AffinityTerm term) {
    LabelSelector selector = term.namespaceSelector();
    if (selector.isEmpty() || selector == LabelSelector.NOTHING) {
      return term;
    }
    Set<String> names = new HashSet<>(term.namespaces());
    for (ApiObject each : store.list()) {
      if (selector.matches(each.metadata().object("labels"))) {
        names.add(each.name());
      }
    }
    return new AffinityTerm(
        Set.copyOf(names), LabelSelector.NOTHING, term.selector(), term.topologyKey());
  }

  List<AffinityTerm> resolved(List<AffinityTerm> terms) {
    if (terms.isEmpty()) {
      return terms;
    }
    List<AffinityTerm> all = new ArrayList<>(terms.size());
    terms.forEach(each -> all.add(resolved(each)));
    return all;
  }

  List<WeightedAffinityTerm> resolvedWeighted(List<WeightedAffinityTerm> terms) {
    if (terms.isEmpty()) {
      return terms;
    }
    List<WeightedAffinityTerm> all = new ArrayList<>(terms.size());
    terms.forEach(each -> all.add(new WeightedAffinityTerm(each.weight(), resolved(each.term()))));
    return all;
  }

  /** Whether there is a term and all match. */
  static boolean allMatch(List<AffinityTerm> terms, PodView pod) {
    for (int i = 0; i < terms.size(); i++) {
      if (!terms.get(i).matches(pod, Map.of())) {
        return false;
      }
    }
    return !terms.isEmpty();
  }
}
