package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.GoStruct;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.SelectorRules;
import java.util.List;

/** Of {@code apps/v1.DaemonSet}. */
final class DaemonSetRules implements Rules {
  static final DaemonSetRules INSTANCE = new DaemonSetRules();

  private DaemonSetRules() {}

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    spec(Located.root(object.tree(), errors).in("spec"));
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located spec = Located.root(next.tree(), errors).in("spec");
    spec.immutable("selector", before.spec());
    spec(spec);
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located status = Located.root(next.tree(), errors).in("status");
    Counts.notNegative(
        status,
        "currentNumberScheduled",
        "numberMisscheduled",
        "desiredNumberScheduled",
        "numberReady",
        "observedGeneration",
        "updatedNumberScheduled",
        "numberAvailable",
        "numberUnavailable",
        "collisionCount");
    Counts.notDecremented(status, before.status(), "collisionCount");
  }

  private static void spec(Located spec) {
    SelectorRules.selector(spec.in("selector"));
    if (TemplateRules.isReadable(spec.get("selector"))) {
      TemplateRules.matches(spec);
    }
    TemplateRules.notEmpty(spec, "daemonset");
    TemplateRules.running(spec, "DaemonSet");
    spec.notNegative("minReadySeconds");
    strategy(spec);
    spec.notNegative("revisionHistoryLimit");
  }

  private static void strategy(Located spec) {
    Located strategy = spec.in("updateStrategy");
    switch (strategy.text("type")) {
      case "OnDelete" -> {}
      case "RollingUpdate" -> {
        if (strategy.has("rollingUpdate")) {
          rolling(strategy.in("rollingUpdate"));
        } else {
          strategy.required("rollingUpdate");
        }
      }
      default ->
          spec.errors()
              .notSupported(
                  strategy.path(),
                  GoStruct.shown(strategy.json(), List.of("type", "rollingUpdate")),
                  List.of("RollingUpdate", "OnDelete"));
    }
  }

  private static void rolling(Located update) {
    IntOrPercent.notNegative(update, "maxUnavailable");
    IntOrPercent.notNegative(update, "maxSurge");
    IntOrPercent.notAboveAll(update, "maxUnavailable");
    IntOrPercent.notAboveAll(update, "maxSurge");
    boolean unavailable = IntOrPercent.number(update.get("maxUnavailable")) != 0;
    boolean surge = IntOrPercent.number(update.get("maxSurge")) != 0;
    if (unavailable && surge) {
      update.invalid("maxSurge", "may not be set when maxUnavailable is non-zero");
    } else if (!unavailable && !surge) {
      update.required("maxUnavailable", "cannot be 0 when maxSurge is 0");
    }
  }
}
