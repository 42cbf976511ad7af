package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.Images;
import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A pod's status, as the API has it, from its state. */
final class StatusTree {
  private static final String LOST =
      "The container could not be located when the pod was terminated";

  private final PodState state;
  private final PodView pod;
  private final JsonObject before;
  private final boolean isOver;
  private final Instant now;

  StatusTree(PodState state, PodView pod, JsonObject before, boolean isOver, Instant now) {
    this.state = state;
    this.pod = pod;
    this.before = before;
    this.isOver = isOver;
    this.now = now;
  }

  /** What a node says of a pod that it does not take. */
  static JsonObject rejected(Rejection why, PodView pod, Instant now) {
    return withGeneration(
            JsonObject.builder()
                .put("phase", "Failed")
                .put("reason", why.reason())
                .put("message", "Pod was rejected: " + why.message())
                .put("startTime", pod.status().text("startTime", Termination.seconds(now))),
            pod)
        .build();
  }

  private static JsonObject.Builder withGeneration(JsonObject.Builder status, PodView pod) {
    if (pod.object().generation() > 0) {
      status.put("observedGeneration", pod.object().generation());
    }
    return status;
  }

  JsonObject build() {
    String phase = phase();
    boolean isFailed = phase.equals("Failed");
    JsonObject.Builder status =
        withGeneration(JsonObject.builder(), pod)
            .put("phase", phase)
            .putUnlessEmpty("reason", kept("reason", isFailed ? state.reason : ""))
            .putUnlessEmpty("message", kept("message", isFailed ? state.message : ""))
            .put("conditions", new Conditions(state, pod, phase, before, now).all());
    addresses(status);
    if (state.startTime != Instant.MAX) {
      status.put("startTime", Termination.seconds(state.startTime));
    }
    put(status, "initContainerStatuses", pod.initContainers());
    put(status, "containerStatuses", pod.containers());
    put(status, "ephemeralContainerStatuses", pod.ephemeralContainers());
    return status.build();
  }

  /** What others gave as the reason of a pod's end stays. */
  private String kept(String field, String ours) {
    return pod.isTerminal() && ours.isEmpty() ? pod.status().text(field) : ours;
  }

  /** A phase that says it is over comes when nothing runs any more, and stays. */
  private String phase() {
    if (pod.isTerminal()) {
      return pod.phase();
    }
    String phase = !state.reason.isEmpty() ? "Failed" : Phases.of(state, pod, isOver, now);
    boolean isEarly = state.isAnyUp() && (phase.equals("Failed") || phase.equals("Succeeded"));
    return isEarly ? before.text("phase", "Pending") : phase;
  }

  private void addresses(JsonObject.Builder status) {
    List<String> hosts = state.place.hostIps();
    status.put("hostIP", hosts.getFirst()).put("hostIPs", ips(hosts));
    String ip = pod.isHostNetwork() ? hosts.getFirst() : state.ip;
    if (!ip.isEmpty()) {
      status.put("podIP", ip).put("podIPs", ips(pod.isHostNetwork() ? hosts : List.of(ip)));
    }
  }

  private static JsonArray ips(List<String> addresses) {
    List<JsonValue> all = new ArrayList<>();
    addresses.forEach(each -> all.add(JsonObject.of("ip", JsonString.of(each))));
    return new JsonArray(all);
  }

  private void put(JsonObject.Builder status, String list, List<ContainerSpec> specs) {
    if (!specs.isEmpty()) {
      List<JsonValue> all = new ArrayList<>();
      specs.forEach(spec -> all.add(container(spec)));
      status.put(list, new JsonArray(all));
    }
  }

  private JsonObject container(ContainerSpec spec) {
    ContainerState container = state.state(spec);
    boolean wasCreated = container.attempt >= 0;
    JsonObject shown = stateOf(container);
    Optional<Termination> last =
        container.last.filter(
            end -> !shown.object("terminated").text("containerID").equals(end.id()));
    JsonObject.Builder status =
        JsonObject.builder()
            .put("name", spec.name())
            .put("state", shown)
            .put("lastState", last.map(StatusTree::terminated).orElse(JsonObject.EMPTY))
            .put("ready", isReady(container))
            .put("restartCount", Math.max(0, container.attempt))
            .put("image", wasCreated ? Images.fullName(spec.image()) : spec.image())
            .put("imageID", wasCreated ? Images.reference(spec.image()) : "")
            .putUnlessEmpty("containerID", container.id(state.place.runtime().type(), state.key));
    if (spec.kind() != ContainerKind.EPHEMERAL) {
      status.put("started", container.isStarted);
    }
    if (wasCreated) {
      status.put("resources", container.allocated);
      if (!container.allocated.object("requests").isEmpty()) {
        status.put("allocatedResources", container.allocated.object("requests"));
      }
    }
    mounts(status, spec);
    return status.build();
  }

  private static void mounts(JsonObject.Builder status, ContainerSpec spec) {
    List<JsonValue> mounts = new ArrayList<>();
    spec.tree()
        .array("volumeMounts")
        .objects()
        .forEach(
            mount -> {
              JsonObject.Builder shown =
                  JsonObject.builder()
                      .put("name", mount.text("name"))
                      .put("mountPath", mount.text("mountPath"));
              if (mount.isTrue("readOnly")) {
                shown.put("readOnly", true).put("recursiveReadOnly", "Disabled");
              }
              mounts.add(shown.build());
            });
    if (!mounts.isEmpty()) {
      status.put("volumeMounts", new JsonArray(mounts));
    }
  }

  private static boolean isReady(ContainerState container) {
    return container.kind == ContainerKind.INIT ? container.hasSucceeded() : container.isReady;
  }

  private static JsonObject terminated(Termination end) {
    return JsonObject.of("terminated", end.toJson());
  }

  private JsonObject stateOf(ContainerState container) {
    return switch (container.stage) {
      case Stage.Down(Termination end) -> terminated(end);
      case Stage.Up(ContainerHandle handle) ->
          handle.startedAt().isAfter(now)
              ? waiting("", "")
              : JsonObject.of(
                  "running",
                  JsonObject.of(
                      "startedAt", JsonString.of(Termination.seconds(handle.startedAt()))));
      case Stage.Pulling _ -> waiting("", "");
      case Stage.Waiting(String reason, String message, Instant _) ->
          isOver ? neverRun(container) : waiting(reason, message);
    };
  }

  private JsonObject waiting(String reason, String message) {
    String usual = pod.initContainers().isEmpty() ? "ContainerCreating" : "PodInitializing";
    return JsonObject.of(
        "waiting",
        JsonObject.builder()
            .put("reason", reason.isEmpty() ? usual : reason)
            .putUnlessEmpty("message", message)
            .build());
  }

  /** Its last end, or, where the pod came so far that it might have run, an end nobody saw. */
  private JsonObject neverRun(ContainerState container) {
    if (container.last.isPresent()) {
      return terminated(container.last.get());
    }
    boolean isInitialized =
        pod.initContainers().stream()
            .filter(spec -> spec.kind() == ContainerKind.INIT)
            .allMatch(spec -> state.state(spec).hasSucceeded());
    if (!isInitialized || container.kind != ContainerKind.MAIN) {
      return waiting("", "");
    }
    return JsonObject.of(
        "terminated",
        JsonObject.builder()
            .put("exitCode", 137)
            .put("reason", "ContainerStatusUnknown")
            .put("message", LOST)
            .build());
  }
}
