package dev.keelson.scheduler.plugins.spread;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;

/** Which constraints a pod has: its own, or the profile's for those without. */
final class Constraints {
  /** Upstream's, where the profile says nothing: never kept a pod waiting, only rank nodes. */
  private static final JsonArray SYSTEM =
      JsonArray.of(soft("kubernetes.io/hostname", 3), soft("topology.kubernetes.io/zone", 5));

  private final JsonArray defaults;
  private final boolean isSystem;
  private final OwnSelector own;

  private Constraints(JsonArray defaults, boolean isSystem, OwnSelector own) {
    this.defaults = defaults;
    this.isSystem = isSystem;
    this.own = own;
  }

  /**
   * @param args {@code PodTopologySpreadArgs}
   * @throws IllegalArgumentException they are wrong
   */
  static Constraints of(JsonObject args, OwnSelector own) {
    JsonArray given = args.array("defaultConstraints");
    String type = args.text("defaultingType", "System");
    if (!type.equals("System") && !type.equals("List")) {
      throw new IllegalArgumentException(
          "defaultingType: Unsupported value: \"%s\": supported values: \"List\", \"System\""
              .formatted(type));
    }
    if (type.equals("System") && !given.isEmpty()) {
      throw new IllegalArgumentException(
          "defaultingType: Invalid value: \"System\": when .defaultConstraints are not empty");
    }
    for (JsonObject each : given.objects().toList()) {
      check(each);
    }
    return type.equals("System")
        ? new Constraints(SYSTEM, true, own)
        : new Constraints(given, false, own);
  }

  private static void check(JsonObject constraint) {
    if (constraint.number("maxSkew", 0) <= 0) {
      throw new IllegalArgumentException(
          "defaultConstraints.maxSkew: Invalid value: must be greater than zero");
    }
    if (constraint.text("topologyKey").isEmpty()) {
      throw new IllegalArgumentException(
          "defaultConstraints.topologyKey: Required value: can not be empty");
    }
    if (constraint.isSet("labelSelector")) {
      throw new IllegalArgumentException(
          "defaultConstraints.labelSelector: Forbidden: constraint must not define a selector, as"
              + " they deduced for each pod");
    }
  }

  private static JsonObject soft(String topologyKey, long maxSkew) {
    return JsonObject.builder()
        .put("topologyKey", topologyKey)
        .put("whenUnsatisfiable", Constraint.SOFT)
        .put("maxSkew", maxSkew)
        .build();
  }

  /** Whether only nodes with all of the labels count; the system's defaults take what is there. */
  boolean needAllLabels(PodView pod) {
    return hasOwn(pod) || !isSystem;
  }

  private static boolean hasOwn(PodView pod) {
    return !pod.spreadConstraints().isEmpty();
  }

  List<Constraint> of(PodView pod, String action) {
    if (hasOwn(pod)) {
      return Constraint.of(pod.spec().array("topologySpreadConstraints"), pod.labels(), action);
    }
    List<JsonObject> usual =
        defaults.objects().filter(each -> each.text("whenUnsatisfiable").equals(action)).toList();
    if (usual.isEmpty()) {
      return List.of();
    }
    Optional<LabelSelector> selector = own.of(pod.object());
    return selector.isEmpty()
        ? List.of()
        : usual.stream().map(each -> Constraint.of(each, selector.get())).toList();
  }
}
