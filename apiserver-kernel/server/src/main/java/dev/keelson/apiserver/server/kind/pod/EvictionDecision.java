package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ApiStatus.Cause;
import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.SelectorRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code pods/eviction}: whether a pod's disruption budget lets it go. */
public sealed interface EvictionDecision {
  /**
   * The pod may be deleted.
   *
   * @param updated the budget to be written first, with this disruption counted; empty where no
   *     budget is touched
   * @param unlessChanged whether the deletion holds only for the pod as it was seen: it was not
   *     healthy, and must not have become so
   */
  record Allow(Optional<ApiObject> updated, boolean unlessChanged) implements EvictionDecision {}

  /** 429 where waiting helps, 403 or 500 where it does not. */
  record Refuse(ApiStatus status) implements EvictionDecision {}

  /** As many disruptions may wait for the controller to see them. */
  int MOST_DISRUPTED = 2000;

  /** The cause that clients look for. */
  String CAUSE = "DisruptionBudget";

  /** What {@code kubectl drain} waits for. */
  String TOO_MANY = "Cannot evict pod as it would violate the pod's disruption budget.";

  /** Those of a namespace's budgets that guard the pod. */
  static List<ApiObject> matching(ApiObject pod, List<ApiObject> budgets) {
    JsonObject labels = pod.metadata().object("labels");
    return budgets.stream()
        .filter(budget -> budget.namespace().equals(pod.namespace()))
        .filter(budget -> SelectorRules.matches(budget.spec().get("selector"), labels))
        .toList();
  }

  /** Whether a pod goes without asking: it does not run, or is going already. */
  static boolean isFree(ApiObject pod) {
    return pod.isBeingDeleted()
        || List.of("Succeeded", "Failed", "Pending").contains(pod.status().text("phase"));
  }

  /**
   * @param budgets those that match the pod
   */
  static EvictionDecision of(ApiObject pod, List<ApiObject> budgets, Instant now) {
    if (isFree(pod)) {
      return new Allow(Optional.empty(), pod.status().text("phase").equals("Pending"));
    }
    if (budgets.isEmpty()) {
      return new Allow(Optional.empty(), false);
    }
    if (budgets.size() > 1) {
      return new Refuse(
          ApiStatus.of(
              500,
              "",
              "This pod has more than one PodDisruptionBudget, which the eviction subresource does"
                  + " not support."));
    }
    ApiObject budget = budgets.getFirst();
    return mayGoUnhealthy(pod, budget)
        ? new Allow(Optional.empty(), true)
        : decremented(pod, budget, now);
  }

  /** What is not ready is no disruption, where the budget says so or has enough without it. */
  private static boolean mayGoUnhealthy(ApiObject pod, ApiObject budget) {
    if (PodConditions.isReady(pod.status())) {
      return false;
    }
    JsonObject status = budget.status();
    long desired = status.number("desiredHealthy", 0);
    return budget.spec().text("unhealthyPodEvictionPolicy").equals("AlwaysAllow")
        || (desired > 0 && status.number("currentHealthy", 0) >= desired);
  }

  private static EvictionDecision decremented(ApiObject pod, ApiObject budget, Instant now) {
    JsonObject status = budget.status();
    long allowed = status.number("disruptionsAllowed", 0);
    if (status.number("observedGeneration", 0) < budget.generation()) {
      return busy(budget.name());
    }
    if (allowed < 0) {
      return forbidden(budget, "pdb disruptions allowed is negative");
    }
    if (status.object("disruptedPods").size() > MOST_DISRUPTED) {
      return forbidden(
          budget, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
    }
    if (allowed == 0) {
      return new Refuse(tooMany(0, reason(budget)));
    }
    return new Allow(Optional.of(budget.withStatus(old -> counted(old, pod, now))), false);
  }

  /** The budget's controller has not seen its last change: ask again in ten seconds. */
  static EvictionDecision busy(String budget) {
    return new Refuse(
        tooMany(
            10, "The disruption budget " + budget + " is still being processed by the server."));
  }

  private static JsonObject counted(JsonObject status, ApiObject pod, Instant now) {
    long left = status.number("disruptionsAllowed", 0) - 1;
    JsonObject counted =
        status
            .with("disruptionsAllowed", left)
            .with(
                "disruptedPods",
                status.object("disruptedPods").with(pod.name(), PodConditions.time(now)));
    if (left > 0) {
      return counted;
    }
    JsonObject none =
        JsonObject.builder()
            .put("type", "DisruptionAllowed")
            .put("status", "False")
            .put("observedGeneration", status.number("observedGeneration", 0))
            .put("reason", "InsufficientPods")
            .put("message", "")
            .build();
    return PodConditions.set(counted, none, now);
  }

  private static String reason(ApiObject budget) {
    JsonObject status = budget.status();
    String name = "The disruption budget " + budget.name();
    JsonObject condition =
        status
            .array("conditions")
            .objects()
            .filter(each -> each.text("type").equals("DisruptionAllowed"))
            .filter(each -> each.text("status").equals("False"))
            .filter(each -> !each.text("message").isEmpty())
            .findFirst()
            .orElse(JsonObject.EMPTY);
    String message = condition.text("message");
    long desired = status.number("desiredHealthy", 0);
    long current = status.number("currentHealthy", 0);
    if (condition.text("reason").equals("SyncFailed")) {
      return name + " does not allow evicting pods currently because it failed sync: " + message;
    }
    if (current <= desired) {
      return "%s needs %d healthy pods and has %d currently".formatted(name, desired, current);
    }
    return message.isEmpty()
        ? name + " does not allow evicting pods currently"
        : "%s does not allow evicting pods currently (%s): %s"
            .formatted(name, condition.text("reason"), message);
  }

  private static ApiStatus tooMany(int retryAfterSeconds, String why) {
    return ApiStatus.tooManyRequests(TOO_MANY, retryAfterSeconds)
        .withCauses(List.of(new Cause(CAUSE, why, "")));
  }

  private static EvictionDecision forbidden(ApiObject budget, String why) {
    return new Refuse(
        ApiStatus.forbidden(
            new GroupVersion("policy", "v1").resource("poddisruptionbudget"), budget.name(), why));
  }

  /** The pod with the condition that says why it is going, to be written before it is deleted. */
  static ApiObject marked(ApiObject pod, Instant now) {
    JsonObject target =
        JsonObject.builder()
            .put("type", "DisruptionTarget")
            .put("status", "True")
            .put("lastProbeTime", JsonNull.NULL)
            .put("reason", "EvictionByEvictionAPI")
            .put("message", "Eviction API: evicting")
            .build();
    return pod.withStatus(status -> PodConditions.set(status, target, now));
  }
}
