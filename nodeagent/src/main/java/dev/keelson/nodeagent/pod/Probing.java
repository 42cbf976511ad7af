package dev.keelson.nodeagent.pod;

import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.ProbeAnswer;
import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import dev.keelson.nodeagent.spec.ProbeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a running container's probes make of it: started, ready, or to be killed. */
final class Probing {
  private final PodState state;
  private final PodView pod;
  private final Instant now;

  Probing(PodState state, PodView pod, Instant now) {
    this.state = state;
    this.pod = pod;
    this.now = now;
  }

  void look(ContainerSpec spec) {
    ContainerState container = state.state(spec);
    if (!(container.stage instanceof Stage.Up(ContainerHandle handle))) {
      container.isStarted = false;
      container.isReady = false;
      return;
    }
    if (handle.startedAt().isAfter(now)) {
      state.wakeAt(handle.startedAt());
      return;
    }
    if (!container.isAnnounced) {
      container.isAnnounced = true;
      state.event(pod, spec, false, "Started", "Container started");
    }
    if (spec.kind() == ContainerKind.EPHEMERAL) {
      return;
    }
    started(container, spec, handle);
    if (container.isStarted && spec.kind() != ContainerKind.INIT) {
      ready(container, spec, handle);
      alive(container, spec, handle);
    }
  }

  private void started(ContainerState container, ContainerSpec spec, ContainerHandle handle) {
    Optional<ProbeSpec> probe = spec.probe(ProbeSpec.Kind.STARTUP);
    if (container.isStarted || probe.isEmpty()) {
      container.isStarted = true;
      return;
    }
    ProbeRun run = container.probe(ProbeSpec.Kind.STARTUP, probe.get(), handle.startedAt());
    ask(run, ProbeSpec.Kind.STARTUP, probe.get(), spec, handle);
    container.isStarted = run.isSuccess();
    if (run.isFailure()) {
      kill(container, spec, handle, probe.get(), "failed startup probe");
    }
  }

  private void ready(ContainerState container, ContainerSpec spec, ContainerHandle handle) {
    Optional<ProbeSpec> probe = spec.probe(ProbeSpec.Kind.READINESS);
    if (probe.isEmpty()) {
      ProbeAnswer answer = handle.readiness(now);
      container.isReady = answer.isSuccess();
      state.wakeAt(answer.until());
      return;
    }
    ProbeRun run = probeOf(container, spec, ProbeSpec.Kind.READINESS, probe.get(), handle);
    ask(run, ProbeSpec.Kind.READINESS, probe.get(), spec, handle);
    container.isReady = run.isSuccess();
  }

  private void alive(ContainerState container, ContainerSpec spec, ContainerHandle handle) {
    Optional<ProbeSpec> probe = spec.probe(ProbeSpec.Kind.LIVENESS);
    if (probe.isEmpty() || state.isEnding()) {
      return;
    }
    ProbeRun run = probeOf(container, spec, ProbeSpec.Kind.LIVENESS, probe.get(), handle);
    ask(run, ProbeSpec.Kind.LIVENESS, probe.get(), spec, handle);
    if (run.isFailure()) {
      kill(container, spec, handle, probe.get(), "failed liveness probe");
    }
  }

  /** Other probes begin when a startup probe has succeeded. */
  private ProbeRun probeOf(
      ContainerState container,
      ContainerSpec spec,
      ProbeSpec.Kind kind,
      ProbeSpec probe,
      ContainerHandle handle) {
    boolean isFirst = !container.probes.containsKey(kind);
    ProbeRun run = container.probe(kind, probe, handle.startedAt());
    if (isFirst && spec.probe(ProbeSpec.Kind.STARTUP).isPresent()) {
      run.holdUntil(now, probe);
    }
    return run;
  }

  private void ask(
      ProbeRun run,
      ProbeSpec.Kind kind,
      ProbeSpec probe,
      ContainerSpec spec,
      ContainerHandle handle) {
    run.ask(
        probe,
        handle,
        now,
        output ->
            state.event(pod, spec, true, "Unhealthy", kind.word() + " probe failed: " + output));
    state.wakeAt(run.next());
  }

  private void kill(
      ContainerState container,
      ContainerSpec spec,
      ContainerHandle handle,
      ProbeSpec probe,
      String why) {
    if (container.stopBy != Instant.MAX || state.isEnding()) {
      return;
    }
    String what = spec.kind() == ContainerKind.SIDECAR ? "Init container" : "Container";
    boolean isAgain = RestartRules.restarts(pod, spec, 1);
    state.event(
        pod,
        spec,
        false,
        "Killing",
        "%s %s %s%s".formatted(what, spec.name(), why, isAgain ? ", will be restarted" : ""));
    Duration grace =
        Duration.ofSeconds(
            probe.tree().number("terminationGracePeriodSeconds", pod.graceSeconds()));
    handle.stop(now, grace);
    container.stopBy = now.plus(grace);
    state.wakeAt(handle.nextChange());
  }
}
