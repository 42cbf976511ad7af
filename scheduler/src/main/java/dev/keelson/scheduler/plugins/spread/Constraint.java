package dev.keelson.scheduler.plugins.spread;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How evenly pods are to lie over the domains of one topology.
 *
 * @param maxSkew how many more than the emptiest domain one may have; at least 1
 * @param topologyKey the node label whose values are the domains
 * @param selector the pods that count
 * @param minDomains with fewer domains the emptiest counts as empty; at least 1
 * @param honorsAffinity nodes that the pod's node affinity refuses do not count
 * @param honorsTaints nodes whose taints the pod does not tolerate do not count
 */
record Constraint(
    int maxSkew,
    String topologyKey,
    LabelSelector selector,
    int minDomains,
    boolean honorsAffinity,
    boolean honorsTaints) {
  static final String HARD = "DoNotSchedule";
  static final String SOFT = "ScheduleAnyway";

  /**
   * Those of {@code topologyConstraints} with that action.
   *
   * @throws BadSelector a label selector says nothing that can be understood
   */
  static List<Constraint> of(JsonArray constraints, Map<String, String> podLabels, String action) {
    if (constraints.isEmpty()) {
      return List.of();
    }
    List<Constraint> found = new ArrayList<>(constraints.size());
    for (JsonObject each : constraints.objects().toList()) {
      if (each.text("whenUnsatisfiable").equals(action)) {
        found.add(of(each, selector(each, podLabels)));
      }
    }
    return found;
  }

  static Constraint of(JsonObject constraint, LabelSelector selector) {
    return new Constraint(
        (int) constraint.number("maxSkew", 1),
        constraint.text("topologyKey"),
        selector,
        (int) constraint.number("minDomains", 1),
        constraint.text("nodeAffinityPolicy", "Honor").equals("Honor"),
        constraint.text("nodeTaintsPolicy", "Ignore").equals("Honor"));
  }

  /** With the pod's own values of {@code matchLabelKeys} added. */
  private static LabelSelector selector(JsonObject constraint, Map<String, String> podLabels) {
    if (!constraint.isSet("labelSelector")) {
      return LabelSelector.NOTHING;
    }
    JsonObject selector = constraint.object("labelSelector");
    JsonArray expressions = selector.array("matchExpressions");
    for (String key : constraint.array("matchLabelKeys").texts().toList()) {
      String value = podLabels.get(key);
      if (value != null) {
        expressions =
            expressions.plus(
                JsonObject.builder()
                    .put("key", key)
                    .put("operator", "In")
                    .put("values", JsonArray.ofText(List.of(value)))
                    .build());
      }
    }
    return LabelSelector.of(selector.with("matchExpressions", expressions));
  }

  /** Whether a node counts for it. */
  boolean includes(boolean isAccepted, boolean isRepelled) {
    return (!honorsAffinity || isAccepted) && (!honorsTaints || !isRepelled);
  }

  /** Whether a node has a label for each of the topologies. */
  static boolean haveDomains(List<Constraint> constraints, Map<String, String> nodeLabels) {
    for (int i = 0; i < constraints.size(); i++) {
      if (!nodeLabels.containsKey(constraints.get(i).topologyKey)) {
        return false;
      }
    }
    return true;
  }
}
