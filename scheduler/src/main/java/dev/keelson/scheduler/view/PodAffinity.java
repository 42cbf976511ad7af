package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** {@code spec.affinity}, parsed. Most pods share {@link #NONE}. */
record PodAffinity(
    Optional<NodeSelector> requiredNodes,
    List<PreferredNodes> preferredNodes,
    boolean isPresent,
    List<AffinityTerm> required,
    List<AffinityTerm> requiredAnti,
    List<WeightedAffinityTerm> preferred,
    List<WeightedAffinityTerm> preferredAnti) {
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  static final PodAffinity NONE =
      new PodAffinity(
          Optional.empty(), List.of(), false, List.of(), List.of(), List.of(), List.of());

  static PodAffinity of(JsonObject affinity, String namespace) {
    if (affinity.isEmpty()) {
      return NONE;
    }
    JsonObject nodes = affinity.object("nodeAffinity");
    JsonObject with = affinity.object("podAffinity");
    JsonObject against = affinity.object("podAntiAffinity");
    return new PodAffinity(
        nodes.isSet(REQUIRED)
            ? Optional.of(NodeSelector.of(nodes.object(REQUIRED)))
            : Optional.empty(),
        nodes.array(PREFERRED).objects().map(PreferredNodes::of).toList(),
        affinity.isSet("podAffinity") || affinity.isSet("podAntiAffinity"),
        terms(with, namespace),
        terms(against, namespace),
        weighted(with, namespace),
        weighted(against, namespace));
  }

  private static List<AffinityTerm> terms(JsonObject affinity, String namespace) {
    return affinity
        .array(REQUIRED)
        .objects()
        .map(each -> AffinityTerm.of(each, namespace))
        .toList();
  }

  private static List<WeightedAffinityTerm> weighted(JsonObject affinity, String namespace) {
    return affinity
        .array(PREFERRED)
        .objects()
        .map(each -> WeightedAffinityTerm.of(each, namespace))
        .toList();
  }
}
