package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;
import java.util.Map;

/** Upstream's validation of PriorityClasses. */
final class PriorityClassRules implements Rules {
  private static final long HIGHEST_OF_USERS = 1_000_000_000;
  private static final Map<String, Long> OF_SYSTEM =
      Map.of(
          "system-cluster-critical",
          2 * HIGHEST_OF_USERS,
          "system-node-critical",
          2 * HIGHEST_OF_USERS + 1_000);

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place priority = Place.of(object, errors);
    if (object.name().startsWith("system-")) {
      checkSystem(object, priority);
    } else if (priority.number("value") > HIGHEST_OF_USERS) {
      priority.forbidden(
          "value", "maximum allowed value of a user defined priority is " + HIGHEST_OF_USERS);
    }
    if (priority.has("preemptionPolicy")) {
      priority.requireOneOf("preemptionPolicy", List.of("PreemptLowerPriority", "Never"));
    }
  }

  private static void checkSystem(ApiObject object, Place priority) {
    String name = object.name();
    Long value = OF_SYSTEM.get(name);
    String wrong;
    if (value == null) {
      wrong = name + " is not a known system priority class";
    } else if (value != priority.number("value")) {
      wrong = "value of " + name + " PriorityClass must be " + value;
    } else if (priority.object().isTrue("globalDefault")) {
      wrong = "globalDefault of " + name + " PriorityClass must be false";
    } else {
      return;
    }
    priority
        .at("metadata")
        .forbidden(
            "name",
            "priority class names with 'system-' prefix are reserved for system use only."
                + " error: "
                + wrong);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place priority = Place.of(next, errors);
    if (priority.number("value") != before.tree().number("value", 0)) {
      priority.forbidden("value", "may not be changed in an update.");
    }
    priority.unchanged("preemptionPolicy", before.tree());
  }
}
