package dev.keelson.scheduler.plugins.affinity;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.view.AffinityTerm;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.WeightedAffinityTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All of a pod that its affinities, and others' towards it, depend on. Equal ones, as the pods of
 * one workload are, find the same on a node.
 *
 * @param selected the namespaces that its terms select, in their order
 */
record Asker(
    String namespace,
    Map<String, String> labels,
    Map<String, String> namespaceLabels,
    JsonObject podAffinity,
    JsonObject podAntiAffinity,
    List<Set<String>> selected) {
  static Asker of(PodView pod, Namespaces namespaces, Terms terms) {
    JsonObject affinity = pod.spec().object("affinity");
    List<Set<String>> selected = new ArrayList<>();
    terms.required().forEach(each -> selected.add(each.namespaces()));
    terms.requiredAnti().forEach(each -> selected.add(each.namespaces()));
    terms.preferred().forEach(each -> selected.add(each.term().namespaces()));
    terms.preferredAnti().forEach(each -> selected.add(each.term().namespaces()));
    return new Asker(
        pod.namespace(),
        pod.labels(),
        namespaces.labels(pod.namespace()),
        affinity.object("podAffinity"),
        affinity.object("podAntiAffinity"),
        selected);
  }

  /** A pod's terms, with namespaces by name. */
  record Terms(
      List<AffinityTerm> required,
      List<AffinityTerm> requiredAnti,
      List<WeightedAffinityTerm> preferred,
      List<WeightedAffinityTerm> preferredAnti) {
    private static final Terms NONE = new Terms(List.of(), List.of(), List.of(), List.of());

    static Terms of(PodView pod, Namespaces namespaces) {
      return pod.hasPodAffinity()
          ? new Terms(
              namespaces.resolved(pod.requiredAffinity()),
              namespaces.resolved(pod.requiredAntiAffinity()),
              namespaces.resolvedWeighted(pod.preferredAffinity()),
              namespaces.resolvedWeighted(pod.preferredAntiAffinity()))
          : NONE;
    }

    boolean hasRequired() {
      return !required.isEmpty() || !requiredAnti.isEmpty();
    }

    boolean hasPreferred() {
      return !preferred.isEmpty() || !preferredAnti.isEmpty();
    }
  }
}
