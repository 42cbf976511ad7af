package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.SelectorRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Of {@code policy/v1.PodDisruptionBudget}. */
final class BudgetRules implements Rules {
  static final BudgetRules INSTANCE = new BudgetRules();

  private static final int LONGEST_REASON = 1024;
  private static final int LONGEST_MESSAGE = 32 * 1024;
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");

  private BudgetRules() {}

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Located spec = Located.root(object.tree(), errors).in("spec");
    if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
      errors.invalid(
          spec.path(), shown(spec.json()), "minAvailable and maxUnavailable cannot be both set");
    }
    for (String name : List.of("minAvailable", "maxUnavailable")) {
      if (spec.has(name)) {
        IntOrPercent.notNegative(spec, name);
        IntOrPercent.notAboveAll(spec, name);
      }
    }
    SelectorRules.selector(spec.in("selector"));
    spec.oneOf("unhealthyPodEvictionPolicy", List.of("AlwaysAllow", "IfHealthyBudget"));
  }

  /** As upstream's internal type; the selector's own names have no capitals even there. */
  private static JsonObject shown(JsonObject spec) {
    return JsonObject.builder()
        .put("MinAvailable", spec.get("minAvailable"))
        .put("Selector", spec.get("selector"))
        .put("MaxUnavailable", spec.get("maxUnavailable"))
        .put("UnhealthyPodEvictionPolicy", spec.get("unhealthyPodEvictionPolicy"))
        .build();
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located status = Located.root(next.tree(), errors).in("status");
    Set<String> types = new HashSet<>();
    for (Located condition : status.each("conditions")) {
      if (!types.add(condition.text("type"))) {
        errors.duplicate(condition.path("type"), condition.text("type"));
      }
      condition(condition);
    }
    Counts.notNegative(
        status, "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");
  }

  /** Of {@code meta/v1.Condition}. */
  private static void condition(Located condition) {
    condition.form("type", Names::qualifiedName);
    if (!STATUSES.contains(condition.text("status"))) {
      condition.notSupported("status", STATUSES);
    }
    if (condition.number("observedGeneration") < 0) {
      condition.invalid("observedGeneration", "must be greater than or equal to zero");
    }
    if (!condition.has("lastTransitionTime")) {
      condition.required("lastTransitionTime");
    }
    if (condition.needsText("reason")) {
      condition.form("reason", BudgetRules::reason);
      if (condition.text("reason").length() > LONGEST_REASON) {
        condition.errors().tooLong(condition.path("reason"), LONGEST_REASON);
      }
    }
    if (condition.text("message").length() > LONGEST_MESSAGE) {
      condition.errors().tooLong(condition.path("message"), LONGEST_MESSAGE);
    }
  }

  private static List<String> reason(String reason) {
    boolean matches = isLetter(reason.charAt(0));
    for (int i = 1; i < reason.length(); i++) {
      char c = reason.charAt(i);
      boolean inside = c == ',' || c == ':';
      boolean word = isLetter(c) || (c >= '0' && c <= '9') || c == '_';
      matches &= word || (inside && i < reason.length() - 1);
    }
    return matches
        ? List.of()
        : List.of(
            "a condition reason must start with alphabetic character, optionally followed by a"
                + " string of alphanumeric characters or '_,:', and must end with an alphanumeric"
                + " character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or"
                + " 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is"
                + " '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')");
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
