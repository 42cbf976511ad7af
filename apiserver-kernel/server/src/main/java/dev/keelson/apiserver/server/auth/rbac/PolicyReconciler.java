package dev.keelson.apiserver.server.auth.rbac;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings roles and bindings that exist up to those wanted, as upstream does at start: what is
 * missing is added, what somebody has added himself stays. One who wants his changes left alone
 * annotates {@code rbac.authorization.kubernetes.io/autoupdate: "false"}.
 */
public final class PolicyReconciler {
  /** What there is to write. */
  public sealed interface Write {
    /** {@code object} has the resourceVersion that it was made from. */
    record Update(ApiObject object) implements Write {}

    /** A binding to another role: that cannot be changed, so it is deleted and made anew. */
    record Replace(ApiObject deleted, ApiObject object) implements Write {}
  }

  private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

  private PolicyReconciler() {}

  /** Empty: nothing to do. */
  public static Optional<Write> plan(ApiObject before, ApiObject wanted) {
    if ("false".equals(before.annotations().get(AUTO_UPDATE))) {
      return Optional.empty();
    }
    boolean isBinding = wanted.tree().has("roleRef");
    if (isBinding && !RoleRef.of(before).equals(RoleRef.of(wanted))) {
      return Optional.of(new Write.Replace(before, wanted));
    }
    ApiObject labelled = merged(merged(before, wanted, "labels"), wanted, "annotations");
    ApiObject after = isBinding ? withSubjects(labelled, wanted) : withRules(labelled, wanted);
    return after.equals(before) ? Optional.empty() : Optional.of(new Write.Update(after));
  }

  /** What is there wins. */
  private static ApiObject merged(ApiObject live, ApiObject wanted, String name) {
    return live.withMetadata(
        metadata -> {
          JsonObject texts = metadata.object(name);
          for (Map.Entry<String, JsonValue> each : wanted.metadata().object(name)) {
            texts = texts.has(each.getKey()) ? texts : texts.with(each.getKey(), each.getValue());
          }
          return texts == metadata.object(name) ? metadata : metadata.with(name, texts);
        });
  }

  private static ApiObject withRules(ApiObject live, ApiObject wanted) {
    List<PolicyRule> missing = RuleCover.missing(PolicyRule.of(live), PolicyRule.of(wanted));
    ApiObject after = live;
    if (!missing.isEmpty()) {
      List<JsonValue> rules = new ArrayList<>(live.tree().array("rules").values());
      missing.forEach(rule -> rules.add(rule.toJson()));
      after = live.with("rules", new JsonArray(rules));
    }
    return RoleAggregation.isAggregated(wanted)
        ? withSelectors(after, wanted)
        : after.without("aggregationRule");
  }

  private static ApiObject withSelectors(ApiObject live, ApiObject wanted) {
    JsonArray there = live.tree().object("aggregationRule").array("clusterRoleSelectors");
    JsonArray all = there;
    for (JsonValue each : wanted.tree().object("aggregationRule").array("clusterRoleSelectors")) {
      all = all.values().contains(each) ? all : all.plus(each);
    }
    JsonObject rule = live.tree().object("aggregationRule");
    return all == there
        ? live
        : live.with("aggregationRule", rule.with("clusterRoleSelectors", all));
  }

  private static ApiObject withSubjects(ApiObject live, ApiObject wanted) {
    List<Subject> there = subjects(live);
    JsonArray all = live.tree().array("subjects");
    boolean isMissing = false;
    for (JsonObject each : wanted.tree().array("subjects").objects().toList()) {
      if (!there.contains(Subject.of(each))) {
        all = all.plus(each);
        isMissing = true;
      }
    }
    return isMissing ? live.with("subjects", all) : live;
  }

  private static List<Subject> subjects(ApiObject binding) {
    return binding.tree().array("subjects").objects().map(Subject::of).toList();
  }
}
