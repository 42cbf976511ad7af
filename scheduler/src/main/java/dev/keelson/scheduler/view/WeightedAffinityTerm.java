package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;

/** A {@code v1.WeightedPodAffinityTerm}. */
public record WeightedAffinityTerm(int weight, AffinityTerm term) {
  static WeightedAffinityTerm of(JsonObject weighted, String podNamespace) {
    return new WeightedAffinityTerm(
        (int) weighted.number("weight", 0),
        AffinityTerm.of(weighted.object("podAffinityTerm"), podNamespace));
  }
}
