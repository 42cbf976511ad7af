package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;
import java.util.List;
import java.util.Optional;

/** Of the horizontal pod autoscaler, in both versions. */
final class AutoscalerRules implements Rules {
  static final AutoscalerRules INSTANCE = new AutoscalerRules();

  private static final int LONGEST_WINDOW = 3600;
  private static final int LONGEST_PERIOD = 1800;

  private AutoscalerRules() {}

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    check(object, Optional.empty(), errors);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    check(next, Optional.of(before.spec()), errors);
  }

  @Override
  public void statusUpdated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located status = Located.root(next.tree(), errors).in("status");
    Counts.notNegative(status, "currentReplicas", "desiredReplicas");
  }

  private static void check(ApiObject object, Optional<JsonObject> before, FieldErrors errors) {
    Located spec = Located.root(object.tree(), errors).in("spec");
    boolean wasZero = before.map(old -> old.number("minReplicas", 1) == 0).orElse(false);
    replicas(spec, wasZero ? 0 : 1);
    target(spec, before);
    MetricRules.check(spec);
    Located behavior = spec.in("behavior");
    for (String rules : List.of("scaleUp", "scaleDown")) {
      if (behavior.has(rules)) {
        scaling(behavior.in(rules));
      }
    }
  }

  private static void replicas(Located spec, int least) {
    long min = spec.json().number("minReplicas", 1);
    long max = spec.number("maxReplicas");
    if (spec.has("minReplicas") && min < least) {
      spec.invalid("minReplicas", "must be greater than or equal to " + least);
    }
    if (max == 0) {
      spec.required("maxReplicas", "must be set and greater than 0");
    } else if (max < 0) {
      spec.invalid("maxReplicas", "must be greater than or equal to 1");
    }
    if (spec.has("minReplicas") && max < min) {
      spec.errors()
          .invalid(spec.path("maxReplicas"), max, "must be greater than or equal to `minReplicas`");
    }
  }

  /** What it was pointed at before, it may stay pointed at. */
  private static void target(Located spec, Optional<JsonObject> before) {
    Located target = spec.in("scaleTargetRef");
    reference(target);
    boolean stays =
        before
            .map(old -> old.object("scaleTargetRef"))
            .map(
                old ->
                    old.text("apiVersion").equals(target.text("apiVersion"))
                        && old.text("kind").equals(target.text("kind")))
            .orElse(false);
    if (!stays) {
      apiVersion(target, target.text("kind").equals("ReplicationController"));
    }
  }

  static void reference(Located reference) {
    for (String name : List.of("kind", "name")) {
      if (reference.needsText(name)) {
        reference.form(name, Names::pathSegment);
      }
    }
  }

  static void apiVersion(Located reference, boolean mayBeCore) {
    String version = reference.text("apiVersion");
    if (version.chars().filter(each -> each == '/').count() > 1) {
      reference.invalid("apiVersion", version, "unexpected GroupVersion string: " + version);
    } else if (!mayBeCore && version.indexOf('/') < 1) {
      reference.invalid("apiVersion", version, "apiVersion must specify API group");
    }
  }

  private static void scaling(Located rules) {
    String window = "stabilizationWindowSeconds";
    if (rules.number(window) < 0) {
      rules.invalid(window, "must be greater than or equal to zero");
    }
    if (rules.number(window) > LONGEST_WINDOW) {
      rules.invalid(window, "must be less than or equal to " + LONGEST_WINDOW);
    }
    rules.oneOf("selectPolicy", List.of("Disabled", "Max", "Min"));
    List<Located> policies = rules.each("policies");
    if (policies.isEmpty()) {
      rules.required("policies", "must specify at least one Policy");
    }
    for (Located policy : policies) {
      if (!List.of("Percent", "Pods").contains(policy.text("type"))) {
        policy.notSupported("type", List.of("Percent", "Pods"));
      }
      positive(policy, "value");
      positive(policy, "periodSeconds");
      if (policy.number("periodSeconds") > LONGEST_PERIOD) {
        policy.invalid("periodSeconds", "must be less than or equal to " + LONGEST_PERIOD);
      }
    }
    if (rules.text("tolerance").startsWith("-")) {
      rules.invalid("tolerance", "must be greater than or equal to 0");
    }
  }

  private static void positive(Located policy, String name) {
    if (policy.number(name) <= 0) {
      policy.errors().invalid(policy.path(name), policy.number(name), "must be greater than zero");
    }
  }
}
