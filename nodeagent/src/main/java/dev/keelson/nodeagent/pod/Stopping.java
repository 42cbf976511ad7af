package dev.keelson.nodeagent.pod;

import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.shell.Ending;
import dev.keelson.nodeagent.shell.Program;
import dev.keelson.nodeagent.shell.Run;
import dev.keelson.nodeagent.shell.Surroundings;
import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings a pod's containers to their end: all others first, then the sidecars, last one first. */
final class Stopping {
  private final PodState state;
  private final PodView pod;
  private final Instant now;

  Stopping(PodState state, PodView pod, Instant now) {
    this.state = state;
    this.pod = pod;
    this.now = now;
  }

  /**
   * Asks them to end.
   *
   * @param grace from now; never prolongs what was said before
   */
  void begin(Duration grace) {
    Instant by = now.plus(grace);
    if (by.isBefore(state.endBy)) {
      state.endBy = by;
    }
    go();
  }

  /** Again, as often as anything has changed. */
  void go() {
    List<ContainerSpec> all = pod.allContainers();
    for (ContainerSpec spec : all) {
      if (spec.kind() != ContainerKind.SIDECAR) {
        stop(spec);
      }
    }
    if (state.isAnyMainUp()) {
      return;
    }
    for (ContainerSpec spec : all.reversed()) {
      if (spec.kind() == ContainerKind.SIDECAR && stop(spec)) {
        return;
      }
    }
  }

  /** Whether it is still up. */
  private boolean stop(ContainerSpec spec) {
    ContainerState container = state.state(spec);
    if (!(container.stage instanceof Stage.Up(ContainerHandle handle))) {
      if (container.stage instanceof Stage.Pulling) {
        container.stage = Stage.Waiting.TURN;
      }
      return false;
    }
    if (state.endBy.isBefore(container.stopBy)) {
      boolean isFirst = container.stopBy == Instant.MAX;
      container.stopBy = state.endBy;
      Duration grace = Duration.between(now, state.endBy);
      if (isFirst) {
        state.event(pod, spec, false, "Killing", "Stopping container " + spec.name());
      }
      Duration hook = isFirst ? preStop(spec, grace) : Duration.ZERO;
      handle.stop(now.plus(hook), grace.isNegative() ? Duration.ZERO : grace.minus(hook));
    }
    state.wakeAt(handle.nextChange());
    return true;
  }

  /** How long the hook takes; all of the grace at most. */
  private Duration preStop(ContainerSpec spec, Duration grace) {
    var hook = spec.lifecycle().object("preStop");
    Duration takes = Duration.ofSeconds(hook.object("sleep").number("seconds", 0));
    List<String> command = hook.object("exec").array("command").texts().toList();
    Optional<Program> program = Program.ofCommand(command);
    if (program.isPresent()) {
      Map<String, String> files = state.files.seenBy(pod, spec);
      Run run =
          program
              .get()
              .foresee(new Surroundings(Map.of(), files, pod.hostname(), now, "", false, 0));
      takes = run.ending() instanceof Ending.Exited(int _, Duration after) ? after : grace;
    }
    return takes.compareTo(grace) > 0 ? grace : takes;
  }
}
