package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.List;

/**
 * A {@code v1.TopologySpreadConstraint} as written.
 *
 * @param isHard DoNotSchedule, else ScheduleAnyway
 * @param selector without {@code matchLabelKeys}
 * @param minDomains 1 where it says nothing
 * @param honorsNodeAffinity {@code nodeAffinityPolicy}, true by default
 * @param honorsNodeTaints {@code nodeTaintsPolicy}, false by default
 */
public record SpreadConstraint(
    int maxSkew,
    String topologyKey,
    boolean isHard,
    LabelSelector selector,
    int minDomains,
    boolean honorsNodeAffinity,
    boolean honorsNodeTaints,
    List<String> matchLabelKeys) {
  /** Of a pod's, or of a profile's default. */
  public static SpreadConstraint of(JsonObject constraint) {
    return new SpreadConstraint(
        (int) constraint.number("maxSkew", 1),
        constraint.text("topologyKey"),
        constraint.text("whenUnsatisfiable").equals("DoNotSchedule"),
        Selectors.of(constraint, "labelSelector"),
        (int) constraint.number("minDomains", 1),
        !constraint.text("nodeAffinityPolicy").equals("Ignore"),
        constraint.text("nodeTaintsPolicy").equals("Honor"),
        constraint.array("matchLabelKeys").texts().toList());
  }
}
