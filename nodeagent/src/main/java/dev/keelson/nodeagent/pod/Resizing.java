package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Gives containers what was booked for them; those restart that want to. */
final class Resizing {
  private final PodState state;
  private final PodView pod;
  private final Instant now;

  Resizing(PodState state, PodView pod, Instant now) {
    this.state = state;
    this.pod = pod;
    this.now = now;
  }

  void apply() {
    state.place.event(pod, Optional.empty(), false, "ResizeStarted", text("Pod resize started"));
    for (ContainerSpec spec : pod.allContainers()) {
      ContainerState container = state.state(spec);
      if (container.stage instanceof Stage.Up(ContainerHandle handle)) {
        boolean isRestarted = wantsRestart(spec, container.allocated);
        container.allocated = spec.resources();
        if (isRestarted) {
          state.event(
              pod,
              spec,
              false,
              "Killing",
              "Container %s resize requires restart".formatted(spec.name()));
          handle.stop(now, Duration.ZERO);
          container.stopBy = Instant.MIN;
        }
      }
    }
    state.place.event(
        pod, Optional.empty(), false, "ResizeCompleted", text("Pod resize completed"));
  }

  private String text(String what) {
    return "%s: {\"generation\":%d}".formatted(what, pod.object().generation());
  }

  private static boolean wantsRestart(ContainerSpec spec, JsonObject before) {
    return spec.tree()
        .array("resizePolicy")
        .objects()
        .filter(policy -> policy.text("restartPolicy").equals("RestartContainer"))
        .map(policy -> policy.text("resourceName"))
        .anyMatch(
            name ->
                differs(spec.resources(), before, "requests", name)
                    || differs(spec.resources(), before, "limits", name));
  }

  private static boolean differs(JsonObject now, JsonObject before, String list, String name) {
    return !Objects.equals(now.object(list).text(name), before.object(list).text(name));
  }
}
