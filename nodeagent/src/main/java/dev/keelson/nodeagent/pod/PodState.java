package dev.keelson.nodeagent.pod;

import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is remembered of a pod between two syncs. Its pod's thread only. */
final class PodState {
  /** Its uid, or a static pod's hash: under which the node keeps its things. */
  final String key;

  final PodPlace place;

  /** In the spec's order; readers of logs see a copy on write. */
  volatile List<ContainerState> containers = List.of();

  boolean isAdmitted;
  Optional<Rejection> rejection = Optional.empty();
  String ip = "";
  boolean hasSandbox;
  Instant startTime = Instant.MAX;

  final VolumeFiles files;

  /** By when all must have ended; MAX: it goes on. */
  Instant endBy = Instant.MAX;

  /** Why it has failed, beyond its containers: DeadlineExceeded. */
  String reason = "";

  String message = "";

  Backoff mounts = Backoff.NONE;
  String mountProblem = "";
  Instant mountAgain = Instant.MIN;
  Resize resize = new Resize.Done();
  long resizeGeneration;

  /** The earliest moment of this sync at which something is due. */
  private Instant wake = Instant.MAX;

  PodState(String key, PodPlace place) {
    this.key = key;
    this.place = place;
    this.files = new VolumeFiles(place);
  }

  boolean isEnding() {
    return endBy != Instant.MAX;
  }

  void wakeAt(Instant time) {
    if (time.isBefore(wake)) {
      wake = time;
    }
  }

  Instant takeWake() {
    Instant taken = wake;
    wake = Instant.MAX;
    return taken;
  }

  /** Makes what the spec has and this has not: at first all, later ephemeral containers. */
  void match(PodView pod) {
    List<ContainerSpec> specs = pod.allContainers();
    if (specs.size() == containers.size()) {
      return;
    }
    List<ContainerState> all = new ArrayList<>(specs.size());
    for (ContainerSpec spec : specs) {
      all.add(find(spec.name()).orElseGet(() -> new ContainerState(spec.name(), spec.kind())));
    }
    containers = List.copyOf(all);
  }

  Optional<ContainerState> find(String name) {
    for (ContainerState each : containers) {
      if (each.name.equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  ContainerState state(ContainerSpec spec) {
    return find(spec.name()).orElseThrow();
  }

  boolean isAnyUp() {
    return containers.stream().anyMatch(ContainerState::isUp);
  }

  boolean isAnyMainUp() {
    return containers.stream().anyMatch(each -> each.isUp() && each.kind != ContainerKind.SIDECAR);
  }

  void event(PodView pod, ContainerSpec about, boolean isWarning, String why, String text) {
    place.event(pod, Optional.of(about), isWarning, why, text);
  }
}
