package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Those of a pod's conditions that are the node's to say: {@code status/generate.go}. */
final class Conditions {
  private record Verdict(boolean holds, String reason, String message) {
    static final Verdict TRUE = new Verdict(true, "", "");

    static Verdict no(String reason, String message) {
      return new Verdict(false, reason, message);
    }
  }

  private final PodState state;
  private final PodView pod;
  private final String phase;
  private final JsonObject before;
  private final Instant now;
  private final List<JsonValue> all = new ArrayList<>();

  /**
   * @param before the status until now: what did not change keeps its time
   */
  Conditions(PodState state, PodView pod, String phase, JsonObject before, Instant now) {
    this.state = state;
    this.pod = pod;
    this.phase = phase;
    this.before = before;
    this.now = now;
  }

  JsonArray all() {
    resize();
    boolean isSandboxUp = state.hasSandbox && !isTerminal();
    add("PodReadyToStartContainers", isSandboxUp ? Verdict.TRUE : Verdict.no("", ""));
    add("Initialized", initialized());
    Verdict containers = containersReady();
    add("Ready", containers.holds() ? gates() : containers);
    add("ContainersReady", containers);
    add("PodScheduled", Verdict.TRUE);
    return new JsonArray(all);
  }

  private boolean isTerminal() {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  private void resize() {
    switch (state.resize) {
      case Resize.Done _ -> {
        // Nothing to tell.
      }
      case Resize.Deferred(String message) ->
          add("PodResizePending", new Verdict(true, "Deferred", message));
      case Resize.Infeasible(String message) ->
          add("PodResizePending", new Verdict(true, "Infeasible", message));
    }
  }

  private Verdict initialized() {
    List<String> incomplete = new ArrayList<>();
    boolean isMainStarted = false;
    for (ContainerSpec spec : pod.allContainers()) {
      ContainerState container = state.state(spec);
      isMainStarted |= spec.kind() == ContainerKind.MAIN && container.attempt >= 0;
      boolean isDone =
          switch (spec.kind()) {
            case INIT -> container.hasSucceeded();
            case SIDECAR -> container.isStarted;
            case MAIN, EPHEMERAL -> true;
          };
      if (!isDone) {
        incomplete.add(spec.name());
      }
    }
    if (phase.equals("Succeeded")) {
      return new Verdict(true, "PodCompleted", "");
    }
    if (isMainStarted || incomplete.isEmpty()) {
      return Verdict.TRUE;
    }
    return Verdict.no(
        "ContainersNotInitialized", "containers with incomplete status: " + listed(incomplete));
  }

  private Verdict containersReady() {
    if (phase.equals("Succeeded")) {
      return Verdict.no("PodCompleted", "");
    }
    if (phase.equals("Failed")) {
      return Verdict.no("PodFailed", "");
    }
    List<String> unready = new ArrayList<>();
    for (ContainerSpec spec : pod.allContainers()) {
      boolean counts = spec.kind() == ContainerKind.MAIN || spec.kind() == ContainerKind.SIDECAR;
      if (counts && !state.state(spec).isReady) {
        unready.add(spec.name());
      }
    }
    return unready.isEmpty()
        ? Verdict.TRUE
        : Verdict.no("ContainersNotReady", "containers with unready status: " + listed(unready));
  }

  private Verdict gates() {
    List<String> closed = new ArrayList<>();
    for (String gate : pod.readinessGates()) {
      Optional<JsonObject> condition = find(pod.status(), gate);
      if (condition.isEmpty()) {
        closed.add(
            "corresponding condition of pod readiness gate \"%s\" does not exist.".formatted(gate));
      } else if (!condition.get().text("status").equals("True")) {
        closed.add(
            "the status of pod readiness gate \"%s\" is not \"True\", but %s"
                .formatted(gate, condition.get().text("status")));
      }
    }
    return closed.isEmpty()
        ? Verdict.TRUE
        : Verdict.no("ReadinessGatesNotReady", String.join(", ", closed));
  }

  /** As Go prints a slice. */
  private static String listed(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }

  private static Optional<JsonObject> find(JsonObject status, String type) {
    return status
        .array("conditions")
        .objects()
        .filter(each -> each.text("type").equals(type))
        .findFirst();
  }

  private void add(String type, Verdict verdict) {
    String status = verdict.holds() ? "True" : "False";
    String since =
        find(before, type)
            .filter(each -> each.text("status").equals(status))
            .map(each -> each.text("lastTransitionTime"))
            .filter(text -> !text.isEmpty())
            .orElseGet(() -> Termination.seconds(now));
    JsonObject.Builder condition =
        JsonObject.builder()
            .put("type", type)
            .put("status", status)
            .putUnlessEmpty("reason", verdict.reason())
            .putUnlessEmpty("message", verdict.message())
            .put("lastProbeTime", JsonNull.NULL)
            .put("lastTransitionTime", since);
    if (pod.object().generation() > 0) {
      condition.put("observedGeneration", pod.object().generation());
    }
    all.add(condition.build());
  }
}
