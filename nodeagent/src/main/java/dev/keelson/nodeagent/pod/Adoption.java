package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.Launch;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes over the pods of an agent before this one from what it wrote in their statuses, so that a
 * restart of the agent restarts no container.
 */
final class Adoption {
  private final PodState state;
  private final PodView pod;

  Adoption(PodState state, PodView pod) {
    this.state = state;
    this.pod = pod;
  }

  void run() {
    pod.startTime().ifPresent(time -> state.startTime = time);
    String ip = pod.status().text("podIP");
    if (!ip.isEmpty() && !pod.isHostNetwork()) {
      state.ip = ip;
      state.place.keepIp(state.key, ip);
    }
    pod.containerStatuses().forEach(this::container);
  }

  private void container(JsonObject status) {
    Optional<ContainerState> found = state.find(status.text("name"));
    String id = status.text("containerID");
    if (found.isEmpty() || !id.startsWith(state.place.runtime().type() + "://")) {
      return;
    }
    ContainerState container = found.get();
    container.attempt = (int) status.number("restartCount", 0);
    state.hasSandbox = true;
    JsonObject last = status.objectAt("lastState", "terminated");
    if (!last.isEmpty()) {
      container.last = Optional.of(Termination.of(last));
    }
    JsonObject now = status.object("state");
    if (now.isSet("terminated")) {
      container.stage = new Stage.Down(Termination.of(now.object("terminated")));
    } else if (now.isSet("running")) {
      Instant since = PodView.time(now.object("running").text("startedAt")).orElse(Instant.EPOCH);
      running(container, since, status.object("resources"));
    }
  }

  private void running(ContainerState container, Instant since, JsonObject resources) {
    for (ContainerSpec spec : pod.allContainers()) {
      if (spec.name().equals(container.name)) {
        ContainerHandle handle =
            state
                .place
                .runtime()
                .start(
                    new Launch(
                        pod,
                        spec,
                        state.key,
                        container.attempt,
                        since,
                        true,
                        Environment.atHand(state.place.configs(), pod, spec, since),
                        state.files.seenBy(pod, spec)));
        container.begin(handle, resources);
        container.isAnnounced = true;
      }
    }
  }
}
