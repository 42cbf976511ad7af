package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.GoStruct;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;
import java.util.List;

/** Of {@code apps/v1.Deployment}. */
final class DeploymentRules implements Rules {
  static final DeploymentRules INSTANCE = new DeploymentRules();

  private DeploymentRules() {}

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    spec(Located.root(object.tree(), errors).in("spec"));
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located spec = Located.root(next.tree(), errors).in("spec");
    spec(spec);
    spec.immutable("selector", before.spec());
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located status = Located.root(next.tree(), errors).in("status");
    Counts.notNegative(
        status,
        "observedGeneration",
        "replicas",
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas",
        "unavailableReplicas",
        "terminatingReplicas",
        "collisionCount");
    Counts.atMostReplicas(status, "updatedReplicas", "readyReplicas", "availableReplicas");
    Counts.notAbove(
        status, "availableReplicas", "readyReplicas", "cannot be greater than readyReplicas");
    Counts.notDecremented(status, before.status(), "collisionCount");
  }

  private static void spec(Located spec) {
    spec.notNegative("replicas");
    TemplateRules.selector(spec, "deployment");
    ReplicaRules.readable(spec);
    strategy(spec);
    spec.notNegative("minReadySeconds");
    spec.notNegative("revisionHistoryLimit");
    if (spec.has("progressDeadlineSeconds")) {
      spec.notNegative("progressDeadlineSeconds");
      if (spec.number("progressDeadlineSeconds") <= spec.number("minReadySeconds")) {
        spec.invalid("progressDeadlineSeconds", "must be greater than minReadySeconds");
      }
    }
  }

  private static void strategy(Located spec) {
    Located strategy = spec.in("strategy");
    switch (strategy.text("type")) {
      case "Recreate" -> {
        if (strategy.has("rollingUpdate")) {
          strategy.forbidden(
              "rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> {
        if (strategy.has("rollingUpdate")) {
          rolling(strategy.in("rollingUpdate"));
        } else {
          strategy.required("rollingUpdate", "this should be defaulted and never be nil");
        }
      }
      default ->
          spec.errors()
              .notSupported(
                  strategy.path(),
                  GoStruct.shown(strategy.json(), List.of("type", "rollingUpdate")),
                  List.of("Recreate", "RollingUpdate"));
    }
  }

  private static void rolling(Located update) {
    IntOrPercent.notNegative(update, "maxUnavailable");
    IntOrPercent.notNegative(update, "maxSurge");
    if (IntOrPercent.number(update.get("maxUnavailable")) == 0
        && IntOrPercent.number(update.get("maxSurge")) == 0) {
      update.invalid("maxUnavailable", "may not be 0 when `maxSurge` is 0");
    }
    IntOrPercent.notAboveAll(update, "maxUnavailable");
  }
}
