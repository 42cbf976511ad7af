package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.GoStruct;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.SelectorRules;
import dev.keelson.apiserver.server.kind.Semantics;
import dev.keelson.apiserver.server.kind.pod.ClaimRules;
import dev.keelson.apiserver.server.kind.pod.PodTemplateRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Of {@code apps/v1.StatefulSet}. */
final class StatefulSetRules implements Rules {
  static final StatefulSetRules INSTANCE = new StatefulSetRules();

  private static final List<String> RETENTIONS = List.of("Retain", "Delete");
  private static final List<String> MUTABLE =
      List.of(
          "replicas",
          "template",
          "updateStrategy",
          "minReadySeconds",
          "ordinals",
          "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy");

  private StatefulSetRules() {}

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Located spec = Located.root(object.tree(), errors).in("spec");
    strategies(spec);
    for (Located claim : spec.each("volumeClaimTemplates")) {
      ClaimRules.spec(claim.in("spec"));
    }
    numbers(spec);
    spec.formIfAny("serviceName", Names::label1123);
    template(spec, true);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located spec = Located.root(next.tree(), errors).in("spec");
    strategies(spec);
    numbers(spec);
    template(spec, isGood(before.spec()));
    JsonObject now = next.spec();
    JsonObject then = before.spec();
    for (String name : MUTABLE) {
      now = now.without(name);
      then = then.without(name);
    }
    if (!Semantics.same(now, then)) {
      errors.forbidden(
          spec.path(),
          "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
              + " 'updateStrategy', 'revisionHistoryLimit',"
              + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
    }
  }

  /** What is bad already, its template may stay. */
  private static boolean isGood(JsonObject spec) {
    FieldErrors errors = new FieldErrors();
    Located old = Located.root(JsonObject.of("spec", spec), errors).in("spec");
    strategies(old);
    numbers(old);
    template(old, true);
    return errors.isEmpty();
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located status = Located.root(next.tree(), errors).in("status");
    Counts.notNegative(
        status,
        "replicas",
        "readyReplicas",
        "currentReplicas",
        "updatedReplicas",
        "availableReplicas",
        "observedGeneration",
        "collisionCount");
    Counts.atMostReplicas(
        status, "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas");
    Counts.notAbove(
        status,
        "availableReplicas",
        "readyReplicas",
        "cannot be greater than status.readyReplicas");
    Counts.notDecremented(status, before.status(), "collisionCount");
  }

  private static void strategies(Located spec) {
    switch (spec.text("podManagementPolicy")) {
      case "" -> spec.required("podManagementPolicy");
      case "OrderedReady", "Parallel" -> {}
      default -> spec.invalid("podManagementPolicy", "must be 'OrderedReady' or 'Parallel'");
    }
    Located strategy = spec.in("updateStrategy");
    switch (strategy.text("type")) {
      case "" -> spec.required("updateStrategy");
      case "OnDelete" -> {
        if (strategy.has("rollingUpdate")) {
          strategy
              .errors()
              .invalid(
                  strategy.path("rollingUpdate"),
                  GoStruct.shown(
                      strategy.json().object("rollingUpdate"),
                      List.of("partition", "maxUnavailable")),
                  "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" -> rolling(strategy.in("rollingUpdate"));
      default ->
          strategy
              .errors()
              .invalid(
                  strategy.path(),
                  GoStruct.shown(strategy.json(), List.of("type", "rollingUpdate")),
                  "must be 'RollingUpdate' or 'OnDelete'");
    }
    Located retention = spec.in("persistentVolumeClaimRetentionPolicy");
    for (String when : List.of("whenDeleted", "whenScaled")) {
      if (!RETENTIONS.contains(retention.text(when))) {
        retention.notSupported(when, RETENTIONS);
      }
    }
  }

  private static void rolling(Located update) {
    update.notNegative("partition");
    if (update.has("maxUnavailable")) {
      IntOrPercent.notNegative(update, "maxUnavailable");
      if (IntOrPercent.number(update.get("maxUnavailable")) == 0) {
        update.invalid("maxUnavailable", "cannot be 0");
      }
      IntOrPercent.notAboveAll(update, "maxUnavailable");
    }
  }

  private static void numbers(Located spec) {
    spec.notNegative("replicas");
    spec.notNegative("minReadySeconds");
    spec.in("ordinals").notNegative("start");
  }

  private static void template(Located spec, boolean whole) {
    TemplateRules.selector(spec, "statefulset");
    if (!TemplateRules.isReadable(spec.get("selector"))) {
      spec.invalid("selector", "");
    } else {
      if (!spec.has("selector") || !SelectorRules.isEmpty(spec.json().object("selector"))) {
        TemplateRules.matches(spec);
      }
      if (whole) {
        PodTemplateRules.check(spec.in("template").holding(withClaims(spec.json())));
      }
    }
    TemplateRules.forever(spec, "StatefulSet");
  }

  /** The template as its pods will have it: with volumes of the claims, and names of their own. */
  private static JsonObject withClaims(JsonObject spec) {
    JsonObject template = spec.object("template");
    JsonObject pod = template.object("spec").without("subdomain").without("hostname");
    JsonArray claims = spec.array("volumeClaimTemplates");
    if (!claims.isEmpty()) {
      Set<String> names = new HashSet<>();
      List<JsonValue> volumes = new ArrayList<>();
      claims
          .objects()
          .map(claim -> claim.object("metadata").text("name"))
          .filter(names::add)
          .forEach(name -> volumes.add(volume(name)));
      pod.array("volumes")
          .objects()
          .filter(volume -> !names.contains(volume.text("name")))
          .forEach(volumes::add);
      pod = pod.with("volumes", new JsonArray(volumes));
    }
    return template.with("spec", pod);
  }

  private static JsonObject volume(String name) {
    return JsonObject.of(
        "name",
        JsonString.of(name),
        "persistentVolumeClaim",
        JsonObject.of("claimName", JsonString.of(name)));
  }
}
