package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Filling;
import java.util.List;

/**
 * Where a pod asks for others with the same (or another) value of a label as its own, its value
 * becomes part of the selector when it is created.
 */
final class LabelKeys {
  private static final List<String> AFFINITIES = List.of("podAffinity", "podAntiAffinity");

  private LabelKeys() {}

  static JsonObject applied(JsonObject spec, JsonObject labels) {
    return Filling.of(spec)
        .within("affinity", affinity -> affinity(affinity, labels))
        .each("topologySpreadConstraints", constraint -> term(constraint, labels))
        .done();
  }

  private static JsonObject affinity(JsonObject affinity, JsonObject labels) {
    Filling filling = Filling.of(affinity);
    for (String each : AFFINITIES) {
      filling.within(
          each,
          terms ->
              Filling.of(terms)
                  .each(
                      "requiredDuringSchedulingIgnoredDuringExecution", term -> term(term, labels))
                  .each(
                      "preferredDuringSchedulingIgnoredDuringExecution",
                      weighted ->
                          Filling.of(weighted)
                              .within("podAffinityTerm", term -> term(term, labels))
                              .done())
                  .done());
    }
    return filling.done();
  }

  private static JsonObject term(JsonObject term, JsonObject labels) {
    if (!(term.get("labelSelector") instanceof JsonObject selector)) {
      return term;
    }
    JsonArray expressions = selector.array("matchExpressions");
    JsonArray more = added(expressions, term.array("matchLabelKeys"), "In", labels);
    more = added(more, term.array("mismatchLabelKeys"), "NotIn", labels);
    return more == expressions
        ? term
        : term.with("labelSelector", selector.with("matchExpressions", more));
  }

  private static JsonArray added(
      JsonArray expressions, JsonArray keys, String operator, JsonObject labels) {
    JsonArray more = expressions;
    for (JsonValue key : keys) {
      if (key instanceof JsonString(String name) && labels.isSet(name)) {
        more =
            more.plus(
                JsonObject.builder()
                    .put("key", key)
                    .put("operator", operator)
                    .put("values", JsonArray.of(labels.get(name)))
                    .build());
      }
    }
    return more;
  }
}
