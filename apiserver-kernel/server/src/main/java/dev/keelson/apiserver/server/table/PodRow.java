package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code kubectl get pods} shows: the one word that says how a pod is, out of its phase, its
 * containers' states and its deletion.
 */
final class PodRow {
  private final Row row;
  private final ApiObject pod;
  private final Map<String, JsonObject> initContainers = new HashMap<>();
  private String reason;
  private long restarts;
  private long sidecarRestarts;
  private String lastRestart = "";
  private String lastSidecarRestart = "";
  private int ready;
  private int total;

  private PodRow(Row row) {
    this.row = row;
    this.pod = row.object();
    this.reason = pod.status().text("reason", pod.status().text("phase"));
  }

  static void fill(Row row) {
    new PodRow(row).fill();
  }

  private void fill() {
    JsonObject status = pod.status();
    if (reason.isEmpty()) {
      reason = status.text("phase");
    }
    if (status
        .array("conditions")
        .objects()
        .anyMatch(
            each ->
                each.text("type").equals("PodScheduled")
                    && each.text("reason").equals("SchedulingGated"))) {
      reason = "SchedulingGated";
    }
    total = pod.spec().array("containers").size();
    pod.spec()
        .array("initContainers")
        .objects()
        .forEach(
            each -> {
              initContainers.put(each.text("name"), each);
              total += isSidecar(each) ? 1 : 0;
            });
    boolean isInitializing = initialize(status.array("initContainerStatuses"));
    if (!isInitializing || hasCondition("Initialized")) {
      run(status.array("containerStatuses").objects().toList());
    }
    end();
    row.name()
        .text(ready + "/" + total)
        .text(reason)
        .text(
            restarts > 0 && !lastRestart.isEmpty()
                ? restarts + " (" + row.since(lastRestart) + " ago)"
                : Long.toString(restarts))
        .age();
    wide();
  }

  private static boolean isSidecar(JsonObject container) {
    return container.text("restartPolicy").equals("Always");
  }

  /** Whether the pod is held up there. */
  private boolean initialize(JsonArray statuses) {
    List<JsonObject> all = statuses.objects().toList();
    for (int i = 0; i < all.size(); i++) {
      JsonObject container = all.get(i);
      long count = container.number("restartCount", 0);
      restarts += count;
      String finished = container.objectAt("lastState", "terminated").text("finishedAt");
      lastRestart = later(lastRestart, finished);
      boolean isSidecar =
          isSidecar(initContainers.getOrDefault(container.text("name"), JsonObject.EMPTY));
      if (isSidecar) {
        sidecarRestarts += count;
        lastSidecarRestart = later(lastSidecarRestart, finished);
      }
      JsonObject state = container.object("state");
      JsonObject terminated = state.object("terminated");
      if (state.has("terminated") && terminated.number("exitCode", 0) == 0) {
        continue;
      }
      if (isSidecar && container.isTrue("started")) {
        ready += container.isTrue("ready") ? 1 : 0;
        continue;
      }
      String waiting = state.object("waiting").text("reason");
      if (state.has("terminated")) {
        reason = "Init:" + why(terminated);
      } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
        reason = "Init:" + waiting;
      } else {
        reason = "Init:" + i + "/" + pod.spec().array("initContainers").size();
      }
      return true;
    }
    return false;
  }

  private static String why(JsonObject terminated) {
    String said = terminated.text("reason");
    if (!said.isEmpty()) {
      return said;
    }
    long signal = terminated.number("signal", 0);
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.number("exitCode", 0);
  }

  private void run(List<JsonObject> statuses) {
    restarts = sidecarRestarts;
    lastRestart = lastSidecarRestart;
    boolean isRunning = false;
    String failed = "";
    for (JsonObject container : statuses.reversed()) {
      restarts += container.number("restartCount", 0);
      lastRestart =
          later(lastRestart, container.objectAt("lastState", "terminated").text("finishedAt"));
      JsonObject state = container.object("state");
      String waiting = state.object("waiting").text("reason");
      if (!waiting.isEmpty()) {
        reason = waiting;
      } else if (state.has("terminated")) {
        reason = why(state.object("terminated"));
        if (state.object("terminated").number("exitCode", 0) != 0) {
          failed = reason;
        }
      } else if (container.isTrue("ready") && state.has("running")) {
        isRunning = true;
        ready++;
      }
    }
    if (reason.equals("Completed")) {
      if (isRunning && hasCondition("Ready")) {
        reason = "Running";
      } else if (!failed.isEmpty()) {
        reason = failed;
      } else if (isRunning) {
        reason = "NotReady";
      }
    }
  }

  private void end() {
    if (!pod.isBeingDeleted()) {
      return;
    }
    if (pod.status().text("reason").equals("NodeLost")) {
      reason = "Unknown";
    } else if (!Set.of("Failed", "Succeeded").contains(pod.status().text("phase"))) {
      reason = "Terminating";
    }
  }

  private void wide() {
    row.textOrNone(
            pod.status()
                .array("podIPs")
                .objects()
                .findFirst()
                .map(each -> each.text("ip"))
                .orElse(""))
        .textOrNone(pod.spec().text("nodeName"))
        .textOrNone(pod.status().text("nominatedNodeName"));
    List<JsonObject> gates = pod.spec().array("readinessGates").objects().toList();
    long open = gates.stream().filter(gate -> hasCondition(gate.text("conditionType"))).count();
    row.text(gates.isEmpty() ? Row.NONE : open + "/" + gates.size());
  }

  private boolean hasCondition(String type) {
    return pod.status()
        .array("conditions")
        .objects()
        .anyMatch(each -> each.text("type").equals(type) && each.text("status").equals("True"));
  }

  /** RFC 3339 in UTC sorts as text. */
  private static String later(String one, String other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
