package dev.keelson.apiserver.server.kind.config;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.ResourceNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Upstream's validation of ResourceQuotas. */
final class ResourceQuotaRules implements Rules {
  private static final Set<String> SCOPES =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity",
          "VolumeAttributesClass");
  private static final Set<String> EXIST_ONLY =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "CrossNamespacePodAffinity");
  private static final Set<String> OF_PODS =
      Set.of(
          "pods",
          "cpu",
          "memory",
          "limits.cpu",
          "limits.memory",
          "requests.cpu",
          "requests.memory");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    checkSpec(object, errors);
    statusUpdated(object, object, errors);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    checkSpec(next, errors);
    Place spec = Place.of(next, errors).at("spec");
    Set<String> was = new HashSet<>(before.spec().array("scopes").texts().toList());
    if (!was.equals(new HashSet<>(spec.texts("scopes")))) {
      spec.invalid("scopes", "field is immutable");
    }
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place status = Place.of(next, errors).at("status");
    checkAmounts(status.at("hard"));
    checkAmounts(status.at("used"));
  }

  private static void checkSpec(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    checkAmounts(spec.at("hard"));
    checkScopes(spec);
    if (spec.has("scopeSelector")) {
      checkSelector(spec);
    }
  }

  private static void checkAmounts(Place amounts) {
    amounts
        .object()
        .forEach(
            (name, amount) -> {
              FieldPath path = amounts.path().key(name);
              ResourceNames.checkOfQuota(name, path, amounts.errors());
              ResourceNames.checkAmount(name, amount, path, amounts.errors());
            });
  }

  private static void checkScopes(Place spec) {
    List<String> scopes = spec.texts("scopes");
    for (String scope : scopes) {
      if (!SCOPES.contains(scope)) {
        spec.invalid("scopes", "unsupported scope");
      }
      hardOutside(spec, scope)
          .forEach(_ -> spec.invalid("scopes", "unsupported scope applied to resource"));
    }
    checkConflicts(spec, scopes);
  }

  private static void checkConflicts(Place spec, List<String> scopes) {
    for (List<String> pair :
        List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"))) {
      if (scopes.containsAll(pair)) {
        spec.invalid("scopes", "conflicting scopes");
      }
    }
  }

  /** Resources that the quota limits and that have nothing to do with the scope. */
  private static List<String> hardOutside(Place spec, String scope) {
    return spec.object().object("hard").names().stream()
        .filter(name -> ResourceNames.isOfQuota(name) && !isOfScope(scope, name))
        .toList();
  }

  private static boolean isOfScope(String scope, String name) {
    return switch (scope) {
      case "Terminating",
          "NotTerminating",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity" ->
          OF_PODS.contains(name);
      case "BestEffort" -> name.equals("pods");
      case "VolumeAttributesClass" ->
          name.equals("persistentvolumeclaims") || name.equals("requests.storage");
      default -> true;
    };
  }

  private static void checkSelector(Place spec) {
    Place selector = spec.at("scopeSelector");
    FieldErrors errors = spec.errors();
    List<String> scopes =
        selector.each("matchExpressions").stream()
            .map(requirement -> requirement.text("scopeName"))
            .toList();
    FieldPath path = selector.child("matchExpressions");
    for (Place indexed : selector.each("matchExpressions")) {
      Place requirement = indexed.called(path);
      String scope = requirement.text("scopeName");
      if (!SCOPES.contains(scope)) {
        requirement.invalid("scopeName", "unsupported scope");
      }
      hardOutside(spec, scope)
          .forEach(
              _ -> errors.invalid(path, shown(selector), "unsupported scope applied to resource"));
      if (EXIST_ONLY.contains(scope) && !requirement.text("operator").equals("Exists")) {
        requirement.invalid(
            "operator",
            "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                + " ResourceQuotaScopeNotBestEffort or"
                + " ResourceQuotaScopeCrossNamespacePodAffinity");
      }
      checkOperator(requirement);
    }
    checkConflicts(spec, scopes);
  }

  /** As upstream's message shows it. */
  private static JsonObject shown(Place selector) {
    return JsonObject.of(
        "MatchExpressions",
        selector
            .object()
            .array("matchExpressions")
            .mapObjects(
                requirement ->
                    JsonObject.of(
                            "ScopeName",
                            requirement.get("scopeName"),
                            "Operator",
                            requirement.get("operator"))
                        .with("Values", requirement.get("values"))));
  }

  private static void checkOperator(Place requirement) {
    boolean hasValues = !requirement.texts("values").isEmpty();
    switch (requirement.text("operator")) {
      case "In", "NotIn" -> {
        if (!hasValues) {
          requirement.required(
              "values",
              "must be at least one value when `operator` is 'In' or 'NotIn' for scope"
                  + " selector");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (hasValues) {
          requirement.invalid(
              "values",
              "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope"
                  + " selector");
        }
      }
      default -> requirement.invalid("operator", "not a valid selector operator");
    }
  }
}
