package dev.keelson.nodeagent.pod;

import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Instant;
import java.util.Optional;

/** A pod's phase from its containers: kubelet's {@code getPhase}. */
final class Phases {
  private int pendingInit;
  private int pendingSidecars;
  private boolean isInitLost;
  private int running;
  private int waiting;
  private int stopped;
  private int lost;
  private int succeeded;

  private Phases() {}

  /**
   * @param isOver nothing of it runs, nor will
   */
  static String of(PodState state, PodView pod, boolean isOver, Instant now) {
    Phases all = new Phases();
    boolean isInitialized = false;
    for (ContainerSpec spec : pod.allContainers()) {
      ContainerState container = state.state(spec);
      isInitialized |= spec.kind() == ContainerKind.MAIN && container.isUp();
      switch (spec.kind()) {
        case INIT -> all.init(pod, spec, container);
        case SIDECAR -> all.sidecar(container, now);
        case MAIN -> all.main(pod, spec, container, now);
        case EPHEMERAL -> {
          // Counts for nothing.
        }
      }
    }
    return all.phase(isOver, isInitialized);
  }

  /** How it ended, or did last where it waits to start again. */
  static Optional<Termination> end(ContainerState container) {
    return container.stage instanceof Stage.Down(Termination end)
        ? Optional.of(end)
        : container.isUp() ? Optional.empty() : container.last;
  }

  private void init(PodView pod, ContainerSpec spec, ContainerState container) {
    Optional<Termination> end = end(container);
    if (end.isEmpty()) {
      pendingInit++;
    } else if (end.get().code() != 0) {
      isInitLost |= !RestartRules.restarts(pod, spec, end.get().code());
      pendingInit += container.isDown() ? 0 : 1;
    }
  }

  private void sidecar(ContainerState container, Instant now) {
    if (container.isRunning(now)) {
      running++;
      pendingSidecars += container.isStarted ? 0 : 1;
    } else if (end(container).isEmpty()) {
      pendingSidecars++;
      waiting++;
    }
  }

  private void main(PodView pod, ContainerSpec spec, ContainerState container, Instant now) {
    Optional<Termination> end = end(container);
    if (container.isRunning(now)) {
      running++;
    } else if (end.isPresent()) {
      stopped++;
      lost += RestartRules.restarts(pod, spec, end.get().code()) ? 0 : 1;
      succeeded += end.get().code() == 0 ? 1 : 0;
    } else if (container.attempt > 0) {
      running++; // between two runs
    } else {
      waiting++;
    }
  }

  private String phase(boolean isOver, boolean isInitialized) {
    if (isInitLost) {
      return "Failed";
    }
    if (pendingInit > 0 || pendingSidecars > 0 && !isInitialized || waiting > 0) {
      return isOver ? "Failed" : "Pending";
    }
    if (running > 0) {
      return "Running";
    }
    if (stopped == 0) {
      return isOver ? "Failed" : "Pending";
    }
    if (!isOver && stopped != lost) {
      return "Running";
    }
    return stopped == succeeded ? "Succeeded" : "Failed";
  }
}
