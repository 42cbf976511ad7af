package dev.keelson.nodeagent.pod;

import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.GoDuration;
import dev.keelson.nodeagent.runtime.Images;
import dev.keelson.nodeagent.runtime.Launch;
import dev.keelson.nodeagent.runtime.Pull;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Brings one container from its turn to its start: back-off, image, config, create. */
final class Starting {
  /** After which ErrImagePull is shown as ImagePullBackOff. */
  private static final Duration PULL_ERROR_SHOWN = Duration.ofSeconds(2);

  private static final Duration CONFIG_AGAIN = Duration.ofSeconds(10);

  private final PodState state;
  private final PodView pod;
  private final Instant now;

  Starting(PodState state, PodView pod, Instant now) {
    this.state = state;
    this.pod = pod;
    this.now = now;
  }

  /** As far as it comes by now. */
  void advance(ContainerSpec spec) {
    ContainerState container = state.state(spec);
    if (container.stage instanceof Stage.Down(Termination end)) {
      if (!RestartRules.restarts(pod, spec, end.code()) || !isTimeToRestart(container, spec, end)) {
        return;
      }
    }
    if (container.stage instanceof Stage.Waiting waiting) {
      if (waiting.until().isAfter(now)) {
        state.wakeAt(waiting.until());
        return;
      }
      image(container, spec, waiting);
    }
    if (container.stage instanceof Stage.Pulling pulling) {
      if (pulling.until().isAfter(now)) {
        state.wakeAt(pulling.until());
        return;
      }
      pulled(container, spec, pulling);
    }
  }

  /** False while it backs off. */
  private boolean isTimeToRestart(ContainerState container, ContainerSpec spec, Termination end) {
    container.last = java.util.Optional.of(end);
    Instant restart = container.restarts.end(end.finishedAt());
    if (restart.isAfter(now)) {
      String wait = GoDuration.text(container.restarts.length());
      container.stage =
          new Stage.Waiting(
              "CrashLoopBackOff",
              "back-off %s restarting failed container=%s pod=%s"
                  .formatted(wait, spec.name(), pod.fullName()),
              restart);
      state.event(
          pod,
          spec,
          true,
          "BackOff",
          "Back-off restarting failed container %s in pod %s"
              .formatted(spec.name(), pod.fullName()));
      state.wakeAt(restart);
      return false;
    }
    container.stage = Stage.Waiting.TURN;
    return true;
  }

  private void image(ContainerState container, ContainerSpec spec, Stage.Waiting waiting) {
    if (waiting.reason().equals("ErrImagePull")) {
      backOffPull(container, spec);
      return;
    }
    String image = spec.image();
    boolean isPresent = state.place.hasImage(Images.fullName(image));
    Pull pull = state.place.runtime().pull(launch(spec, container, Map.of(), Map.of()), isPresent);
    switch (pull) {
      case Pull.Present _ -> {
        state.event(
            pod,
            spec,
            false,
            "Pulled",
            "Container image \"%s\" already present on machine and can be accessed by the pod"
                .formatted(image));
        create(container, spec);
      }
      case Pull.Pulled(Duration after, long _) -> pulling(container, spec, pull, after);
      case Pull.Failed(Duration after, String _) -> pulling(container, spec, pull, after);
      case Pull.Absent _ -> {
        String text = "Container image \"%s\" is not present with pull policy of Never";
        state.event(pod, spec, true, "ErrImageNeverPull", text.formatted(image));
        failed(container, spec, "ErrImageNeverPull", text.formatted(image), CONFIG_AGAIN);
      }
      case Pull.BadName(String why) -> {
        String text =
            "Failed to apply default image tag \"%s\": couldn't parse image name \"%s\": %s"
                .formatted(image, image, why);
        state.event(pod, spec, true, "InspectFailed", text);
        failed(container, spec, "InvalidImageName", text, CONFIG_AGAIN);
      }
    }
  }

  private void pulling(ContainerState container, ContainerSpec spec, Pull pull, Duration after) {
    state.event(pod, spec, false, "Pulling", "Pulling image \"%s\"".formatted(spec.image()));
    container.stage = new Stage.Pulling(pull, now, now.plus(after));
  }

  private void pulled(ContainerState container, ContainerSpec spec, Stage.Pulling pulling) {
    switch (pulling.pull()) {
      case Pull.Pulled(Duration after, long size) -> {
        container.pulls = Backoff.NONE;
        String time = GoDuration.text(after);
        state.event(
            pod,
            spec,
            false,
            "Pulled",
            "Successfully pulled image \"%s\" in %s (%s including waiting). Image size: %d bytes."
                .formatted(spec.image(), time, time, size));
        create(container, spec);
      }
      case Pull.Failed(Duration _, String error) -> {
        state.event(
            pod,
            spec,
            true,
            "Failed",
            "Failed to pull image \"%s\": %s".formatted(spec.image(), error));
        container.pulls = container.pulls.next(now);
        container.pullError = error;
        failed(container, spec, "ErrImagePull", error, PULL_ERROR_SHOWN);
      }
      case Pull.Present _, Pull.Absent _, Pull.BadName _ -> create(container, spec);
    }
  }

  private void backOffPull(ContainerState container, ContainerSpec spec) {
    String text = "Back-off pulling image \"%s\"".formatted(spec.image());
    state.event(pod, spec, false, "BackOff", text);
    failed(
        container,
        spec,
        "ImagePullBackOff",
        text + ": ErrImagePull: " + container.pullError,
        container.pulls.length().minus(PULL_ERROR_SHOWN));
  }

  private void failed(
      ContainerState container, ContainerSpec spec, String reason, String text, Duration again) {
    boolean isPull = reason.endsWith("Pull") || reason.endsWith("BackOff");
    boolean isByName = isPull || reason.equals("InvalidImageName");
    state.event(pod, spec, true, "Failed", "Error: " + (isByName ? reason : text));
    container.stage = new Stage.Waiting(reason, text, now.plus(again));
    state.wakeAt(now.plus(again));
  }

  private Launch launch(
      ContainerSpec spec,
      ContainerState container,
      Map<String, String> environment,
      Map<String, String> files) {
    return new Launch(pod, spec, state.key, container.attempt + 1, now, false, environment, files);
  }

  /** What the pod's other containers and its node have left it, and what the API gives it. */
  private Map<String, String> files(ContainerSpec spec, String podIp, String hostIp) {
    Map<String, String> left = state.files.seenBy(pod, spec);
    Map<String, String> given = MountedFiles.named(state.place.configs(), pod, spec, podIp, hostIp);
    if (left.isEmpty() || given.isEmpty()) {
      return left.isEmpty() ? given : left;
    }
    Map<String, String> all = new HashMap<>(left);
    all.putAll(given);
    return all;
  }

  private void create(ContainerState container, ContainerSpec spec) {
    state.place.keepImage(Images.fullName(spec.image()));
    Map<String, String> environment;
    Map<String, String> files;
    try {
      String hostIp = state.place.hostIps().getFirst();
      String podIp = pod.isHostNetwork() ? hostIp : state.ip;
      environment = Environment.of(state.place.configs(), pod, spec, podIp, hostIp, now);
      files = files(spec, podIp, hostIp);
    } catch (ConfigMissing e) {
      failed(container, spec, "CreateContainerConfigError", e.text(), CONFIG_AGAIN);
      return;
    }
    container.last.ifPresent(end -> container.restarts = container.restarts.next(end.finishedAt()));
    ContainerHandle handle =
        state.place.runtime().start(launch(spec, container, environment, files));
    container.attempt++;
    container.begin(handle, spec.resources());
    state.event(pod, spec, false, "Created", "Container created");
  }
}
