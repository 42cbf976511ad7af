package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.Map;
import java.util.Set;

/**
 * A {@code v1.PodAffinityTerm}: which other pods, within which topology.
 *
 * @param namespaces by name; the pod's own where the term says nothing
 * @param namespaceSelector of further namespaces
 */
public record AffinityTerm(
    Set<String> namespaces,
    LabelSelector namespaceSelector,
    LabelSelector selector,
    String topologyKey) {
  static AffinityTerm of(JsonObject term, String podNamespace) {
    Set<String> named = Set.copyOf(term.array("namespaces").texts().toList());
    boolean isOwnOnly = named.isEmpty() && !term.isSet("namespaceSelector");
    return new AffinityTerm(
        isOwnOnly ? Set.of(podNamespace) : named,
        Selectors.of(term, "namespaceSelector"),
        Selectors.of(term, "labelSelector"),
        term.text("topologyKey"));
  }

  /**
   * @param namespaceLabels of the pod's namespace; may be empty where {@link #namespaceSelector}
   *     needs none
   */
  public boolean matches(PodView pod, Map<String, String> namespaceLabels) {
    return (namespaces.contains(pod.namespace()) || namespaceSelector.matches(namespaceLabels))
        && selector.matches(pod.labels());
  }
}
