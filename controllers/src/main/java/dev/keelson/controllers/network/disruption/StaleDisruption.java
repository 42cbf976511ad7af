package dev.keelson.controllers.network.disruption;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A pod that was to be disrupted, and was not, is no target of a disruption any more. */
final class StaleDisruption implements Reconciler<ObjectName> {
  /** From the condition to the pod's deletion, at most. */
  static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final ResourceClient calls;
  private final Store pods;
  private final Timing timing;

  StaleDisruption(ResourceClient calls, Store pods, Timing timing) {
    this.calls = calls;
    this.pods = pods;
    this.timing = timing;
  }

  /** How long the condition may still stay; empty where it may for ever, or is not there. */
  static Optional<Duration> left(PodView pod, Instant now) {
    if (pod.isBeingDeleted() || pod.isTerminal()) {
      return Optional.empty();
    }
    return pod.condition(PodConditions.DISRUPTION_TARGET)
        .filter(PodConditions::isTrue)
        // The kubelet may take its time.
        .filter(each -> !each.text("reason").equals("TerminationByKubelet"))
        .map(each -> Duration.between(now, PodConditions.since(each).orElse(now).plus(TIMEOUT)))
        .map(each -> each.isNegative() ? Duration.ZERO : each);
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<PodView> pod = pods.get(name).map(PodView::new);
    Optional<Duration> left = pod.flatMap(each -> left(each, timing.now()));
    if (pod.isEmpty() || left.isEmpty()) {
      return Result.done();
    }
    if (left.get().isPositive()) {
      return Result.after(left.get());
    }
    calls.updateStatus(cleared(pod.get().object()));
    return Result.done();
  }

  private ApiObject cleared(ApiObject pod) {
    return pod.withStatus(
        status -> {
          JsonArray conditions = status.array("conditions");
          JsonObject known =
              PodConditions.find(conditions, PodConditions.DISRUPTION_TARGET)
                  .orElse(JsonObject.EMPTY);
          JsonObject.Builder wanted =
              JsonObject.builder()
                  .put("type", PodConditions.DISRUPTION_TARGET)
                  .put("status", "False")
                  .put("lastTransitionTime", Times.text(timing.now()));
          // Where the kubelet says of which generation a condition speaks, so must others.
          if (known.isSet("observedGeneration") || status.isSet("observedGeneration")) {
            wanted.put("observedGeneration", pod.generation());
          }
          return status.with("conditions", PodConditions.with(conditions, wanted.build()));
        });
  }
}
