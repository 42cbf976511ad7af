package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Cluster roles whose rules are those of the roles that their {@code aggregationRule} selects. */
public final class RoleAggregation {
  private RoleAggregation() {}

  /** Whether its rules are gathered from others. */
  public static boolean isAggregated(ApiObject clusterRole) {
    return clusterRole.tree().isSet("aggregationRule");
  }

  /**
   * The role with its rules gathered: selector by selector, roles by name, each rule once, its own
   * never. Empty where it has these rules already, or gathers none.
   */
  public static Optional<ApiObject> aggregated(ApiObject role, Collection<ApiObject> clusterRoles) {
    if (!isAggregated(role)) {
      return Optional.empty();
    }
    List<ApiObject> sorted =
        clusterRoles.stream()
            .filter(each -> !each.name().equals(role.name()))
            .sorted(Comparator.comparing(ApiObject::name))
            .toList();
    Set<JsonValue> rules = new LinkedHashSet<>();
    for (JsonObject selector :
        role.tree().object("aggregationRule").array("clusterRoleSelectors").objects().toList()) {
      sorted.stream()
          .filter(each -> matches(selector, each.labels()))
          .forEach(each -> rules.addAll(each.tree().array("rules").values()));
    }
    JsonArray gathered = new JsonArray(new ArrayList<>(rules));
    return gathered.equals(role.tree().array("rules"))
        ? Optional.empty()
        : Optional.of(role.with("rules", gathered));
  }

  /** Of metav1.LabelSelector; an empty one matches everything. */
  static boolean matches(JsonObject selector, Map<String, String> labels) {
    return selector.object("matchLabels").texts().entrySet().stream()
            .allMatch(each -> each.getValue().equals(labels.get(each.getKey())))
        && selector.array("matchExpressions").objects().allMatch(each -> holds(each, labels));
  }

  private static boolean holds(JsonObject expression, Map<String, String> labels) {
    String key = expression.text("key");
    boolean isThere = labels.containsKey(key);
    List<String> values = expression.array("values").texts().toList();
    return switch (expression.text("operator")) {
      case "In" -> isThere && values.contains(labels.get(key));
      case "NotIn" -> !isThere || !values.contains(labels.get(key));
      case "Exists" -> isThere;
      case "DoesNotExist" -> !isThere;
      default -> false;
    };
  }
}
