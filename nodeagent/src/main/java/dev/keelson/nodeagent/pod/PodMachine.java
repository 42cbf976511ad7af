package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.Exit;
import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ContainerSpec;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One pod's life on its node. One thread at a time, but for {@link #container}. */
public final class PodMachine {
  /** Of one sync: containers that end as they begin. */
  private static final int MOST_ROUNDS = 64;

  private static final Duration FIRST_MOUNT = Duration.ofMillis(500);

  private final PodState state;
  private JsonObject status = JsonObject.EMPTY;
  private boolean isKnown;

  /**
   * @param key under which the node keeps its things: its uid, or a static pod's hash
   */
  public PodMachine(String key, PodPlace place) {
    this.state = new PodState(key, place);
  }

  /** Runs of a container, for those who ask for its log. */
  public record Runs(Optional<ContainerHandle> newest, Optional<ContainerHandle> previous) {}

  /** Empty: the pod has no such container. Any thread. */
  public Optional<Runs> container(String name) {
    return state.find(name).map(each -> new Runs(each.newest, each.previous));
  }

  /**
   * Does what is due.
   *
   * @param isStatic the deletion of this mirror of a static pod is no end of the pod
   */
  public Sync sync(PodView pod, boolean isStatic, Instant now) {
    state.match(pod);
    if (!isKnown) {
      isKnown = true;
      new Adoption(state, pod).run();
    }
    if (isRejected(pod)) {
      state.place.release(state.key);
      JsonObject said = StatusTree.rejected(state.rejection.orElseThrow(), pod, now);
      return new Sync(remembered(said), Instant.MAX, true);
    }
    if (state.startTime == Instant.MAX) {
      state.startTime = now;
    }
    for (int i = 0; i < MOST_ROUNDS; i++) {
      settle(pod, now);
      step(pod, isStatic, now);
      pod.allContainers().forEach(spec -> new Probing(state, pod, now).look(spec));
      if (!isExitDue(now)) {
        break;
      }
    }
    boolean isOver = !state.isAnyUp() && (state.isEnding() || isDone(pod));
    if (isOver) {
      state.place.release(state.key);
    }
    state.containers.forEach(each -> wakeFor(each));
    JsonObject before = status.isEmpty() ? pod.status() : status;
    JsonObject said = new StatusTree(state, pod, before, isOver, now).build();
    Instant wake = state.takeWake();
    return new Sync(remembered(said), isOver ? Instant.MAX : wake, isOver);
  }

  /** The pod is gone without us: whatever it held is free. */
  public void forget() {
    state.place.release(state.key);
  }

  private JsonObject remembered(JsonObject said) {
    status = said;
    return said;
  }

  /** The pod itself says by now what the last sync said: no second copy of it is kept. */
  public void confirmed() {
    status = JsonObject.EMPTY;
  }

  private boolean isRejected(PodView pod) {
    if (!state.isAdmitted && state.rejection.isEmpty() && !pod.isTerminal()) {
      boolean isNew = state.containers.stream().allMatch(each -> each.attempt < 0);
      Optional<Rejection> answer = state.place.admit(state.key, pod);
      state.isAdmitted = answer.isEmpty() || !isNew;
      if (!state.isAdmitted) {
        state.rejection = answer;
        Rejection why = answer.orElseThrow();
        state.place.event(pod, Optional.empty(), true, why.reason(), why.message());
      }
    }
    return state.rejection.isPresent();
  }

  /** What has ended by now is down. */
  private void settle(PodView pod, Instant now) {
    for (ContainerState each : state.containers) {
      if (each.stage instanceof Stage.Up(ContainerHandle handle)) {
        Optional<Exit> exit = handle.exit(now);
        if (exit.isPresent()) {
          announce(pod, each);
          Exit end = exit.get();
          keepFiles(pod, each, handle, end.at());
          Instant started = handle.startedAt().isAfter(end.at()) ? end.at() : handle.startedAt();
          each.stage =
              new Stage.Down(
                  new Termination(
                      end.code(),
                      end.reason(),
                      end.message(),
                      started,
                      end.at(),
                      each.id(state.place.runtime().type(), state.key)));
        }
      }
    }
  }

  private void keepFiles(
      PodView pod, ContainerState container, ContainerHandle handle, Instant until) {
    pod.allContainers().stream()
        .filter(spec -> spec.name().equals(container.name) && !spec.mounts().isEmpty())
        .forEach(spec -> state.files.keep(pod, spec, handle.filesAtStart(), handle.filesAt(until)));
  }

  /** What a command that is run in the container finds there. Any thread. */
  public Map<String, String> filesOf(
      PodView pod, ContainerSpec spec, ContainerHandle handle, Instant now) {
    Map<String, String> all = new HashMap<>(state.files.seenBy(pod, spec));
    all.putAll(handle.filesAt(now));
    all.putAll(MountedFiles.atHand(state.place.configs(), pod, spec));
    return all;
  }

  private void announce(PodView pod, ContainerState container) {
    if (!container.isAnnounced) {
      container.isAnnounced = true;
      pod.allContainers().stream()
          .filter(spec -> spec.name().equals(container.name))
          .forEach(spec -> state.event(pod, spec, false, "Started", "Container started"));
    }
  }

  private boolean isExitDue(Instant now) {
    return state.containers.stream()
        .anyMatch(
            each ->
                each.stage instanceof Stage.Up(ContainerHandle handle)
                    && handle.exit(now).isPresent());
  }

  private void wakeFor(ContainerState container) {
    if (container.stage instanceof Stage.Up(ContainerHandle handle)) {
      state.wakeAt(handle.nextChange());
    }
  }

  private void step(PodView pod, boolean isStatic, Instant now) {
    Stopping stopping = new Stopping(state, pod, now);
    if (pod.isBeingDeleted() && !isStatic || pod.isTerminal()) {
      stopping.begin(Duration.ofSeconds(pod.graceSeconds()));
    } else if (isPastDeadline(pod, now) || isDone(pod)) {
      stopping.begin(Duration.ofSeconds(pod.graceSeconds()));
    } else if (state.isEnding()) {
      stopping.go();
    } else {
      resize(pod, now);
      start(pod, now);
    }
  }

  private boolean isPastDeadline(PodView pod, Instant now) {
    if (pod.activeDeadlineSeconds().isEmpty() || !state.reason.isEmpty()) {
      return !state.reason.isEmpty();
    }
    Instant deadline = state.startTime.plusSeconds(pod.activeDeadlineSeconds().getAsLong());
    if (now.isBefore(deadline)) {
      state.wakeAt(deadline);
      return false;
    }
    if (isDone(pod)) {
      return false;
    }
    state.reason = "DeadlineExceeded";
    state.message = "Pod was active on the node longer than the specified deadline";
    state.place.event(pod, Optional.empty(), false, state.reason, state.message);
    return true;
  }

  /** All its main containers have ended for good, or it can never begin. */
  private boolean isDone(PodView pod) {
    boolean isAllDown = true;
    for (ContainerSpec spec : pod.allContainers()) {
      Optional<Termination> end =
          state.state(spec).stage instanceof Stage.Down(Termination down)
              ? Optional.of(down)
              : Optional.empty();
      boolean isLost = end.isPresent() && !RestartRules.restarts(pod, spec, end.get().code());
      if (spec.kind() == ContainerKind.INIT && isLost && end.get().code() != 0) {
        return true;
      }
      isAllDown &= spec.kind() != ContainerKind.MAIN || isLost;
    }
    return isAllDown;
  }

  private void start(PodView pod, Instant now) {
    if (!isMounted(pod, now) || !hasSandbox(pod)) {
      return;
    }
    Starting starting = new Starting(state, pod, now);
    if (areInitialized(pod, starting, now)) {
      pod.containers().forEach(starting::advance);
    }
    pod.ephemeralContainers().forEach(starting::advance);
  }

  private boolean areInitialized(PodView pod, Starting starting, Instant now) {
    boolean hasBegun =
        state.containers.stream()
            .anyMatch(each -> each.kind == ContainerKind.MAIN && each.attempt >= 0);
    for (ContainerSpec spec : pod.initContainers()) {
      ContainerState container = state.state(spec);
      if (spec.kind() == ContainerKind.INIT) {
        if (!hasBegun && !container.hasSucceeded()) {
          starting.advance(spec);
          return false;
        }
        continue;
      }
      starting.advance(spec);
      new Probing(state, pod, now).look(spec);
      if (!hasBegun && !(container.isUp() && container.isStarted)) {
        return false;
      }
    }
    return true;
  }

  private boolean isMounted(PodView pod, Instant now) {
    if (state.hasSandbox) {
      return true;
    }
    if (state.mountAgain.isAfter(now)) {
      state.wakeAt(state.mountAgain);
      return false;
    }
    Optional<String> problem = new Volumes(state.place.configs(), pod).problem();
    if (problem.isEmpty()) {
      return true;
    }
    state.place.event(pod, Optional.empty(), true, "FailedMount", problem.get());
    Duration wait =
        state.mounts.length().isZero() ? FIRST_MOUNT : state.mounts.length().multipliedBy(2);
    Duration most = Duration.ofSeconds(122);
    state.mounts = new Backoff(wait.compareTo(most) > 0 ? most : wait, now);
    state.mountAgain = now.plus(state.mounts.length());
    state.wakeAt(state.mountAgain);
    return false;
  }

  private boolean hasSandbox(PodView pod) {
    if (!state.hasSandbox) {
      if (!pod.isHostNetwork()) {
        Optional<String> ip = state.place.podIp(state.key);
        if (ip.isEmpty()) {
          return false; // The node wakes its pods when it has a range.
        }
        state.ip = ip.get();
      }
      state.hasSandbox = true;
    }
    return true;
  }

  /** In place: what the spec says now, where the node can give it. */
  private void resize(PodView pod, Instant now) {
    boolean isWanted = false;
    for (ContainerSpec spec : pod.allContainers()) {
      ContainerState container = state.state(spec);
      isWanted |= container.isUp() && !container.allocated.equals(spec.resources());
    }
    boolean isAnswered =
        !(state.resize instanceof Resize.Done)
            && state.resizeGeneration == pod.object().generation();
    if (!isWanted || isAnswered) {
      return;
    }
    state.resizeGeneration = pod.object().generation();
    state.resize = state.place.resize(state.key, pod);
    switch (state.resize) {
      case Resize.Done _ -> new Resizing(state, pod, now).apply();
      case Resize.Deferred(String why) ->
          state.place.event(pod, Optional.empty(), true, "ResizeDeferred", why);
      case Resize.Infeasible(String why) ->
          state.place.event(pod, Optional.empty(), true, "ResizeInfeasible", why);
    }
  }
}
