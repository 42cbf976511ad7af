package dev.keelson.controllers.clusterrole;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules that an aggregated role should have. Pure. */
final class AggregationPlan {
  private AggregationPlan() {}

  static boolean isAggregated(ApiObject role) {
    return role.tree().isSet("aggregationRule");
  }

  /** Empty: it has them. In order of selectors, then of names; each rule once. */
  static Optional<JsonArray> rules(ApiObject role, Collection<ApiObject> all) {
    List<ApiObject> sorted = all.stream().sorted(Comparator.comparing(ApiObject::name)).toList();
    Set<JsonValue> rules = new LinkedHashSet<>();
    for (JsonObject each :
        role.tree().object("aggregationRule").array("clusterRoleSelectors").objects().toList()) {
      LabelSelector selector = LabelSelector.of(each);
      sorted.stream()
          .filter(other -> !other.name().equals(role.name()))
          .filter(other -> selector.matches(other.labels()))
          .forEach(other -> rules.addAll(other.tree().array("rules").values()));
    }
    JsonArray wanted = new JsonArray(List.copyOf(rules));
    return wanted.equals(role.tree().array("rules")) ? Optional.empty() : Optional.of(wanted);
  }
}
