package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.runtime.Images;
import dev.keelson.nodeagent.spec.ContainerKind;
import dev.keelson.nodeagent.spec.ProbeSpec;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** One container of one pod. Its pod's thread only, but for the handles. */
final class ContainerState {
  private static final Map<ProbeSpec.Kind, ProbeRun> UNPROBED = Map.of();

  final String name;
  final ContainerKind kind;
  Stage stage = Stage.Waiting.TURN;

  /** The run before; empty where there was none. */
  Optional<Termination> last = Optional.empty();

  /** Of the newest run; -1 before the first. */
  int attempt = -1;

  Backoff restarts = Backoff.NONE;
  Backoff pulls = Backoff.NONE;
  String pullError = "";

  /** Of the newest run, and of the one before: whose logs may be asked for. */
  volatile Optional<ContainerHandle> newest = Optional.empty();

  volatile Optional<ContainerHandle> previous = Optional.empty();

  /** Of the run; empty where nothing is asked. */
  Map<ProbeSpec.Kind, ProbeRun> probes = UNPROBED;

  boolean isStarted;
  boolean isReady;
  boolean isAnnounced;

  /** When it was asked to end by; MAX: it was not. */
  Instant stopBy = Instant.MAX;

  /** What the node has given it, which may differ from what the spec says now. */
  JsonObject allocated = JsonObject.EMPTY;

  ContainerState(String name, ContainerKind kind) {
    this.name = name;
    this.kind = kind;
  }

  boolean isUp() {
    return stage instanceof Stage.Up;
  }

  boolean isRunning(Instant now) {
    return stage instanceof Stage.Up(ContainerHandle handle) && !handle.startedAt().isAfter(now);
  }

  boolean isDown() {
    return stage instanceof Stage.Down;
  }

  boolean hasSucceeded() {
    return stage instanceof Stage.Down(Termination end) && end.code() == 0;
  }

  /** Of the newest run: the same for the same run, whoever computes it. */
  String id(String type, String key) {
    return attempt < 0 ? "" : type + "://" + Images.digest(key + "/" + name + "/" + attempt);
  }

  void begin(ContainerHandle handle, JsonObject resources) {
    previous = newest;
    newest = Optional.of(handle);
    stage = new Stage.Up(handle);
    allocated = resources;
    probes = UNPROBED;
    isStarted = false;
    isReady = false;
    isAnnounced = false;
    stopBy = Instant.MAX;
  }

  ProbeRun probe(ProbeSpec.Kind which, ProbeSpec spec, Instant startedAt) {
    if (probes.isEmpty()) {
      probes = new EnumMap<>(ProbeSpec.Kind.class);
    }
    return probes.computeIfAbsent(which, _ -> new ProbeRun(which, spec, startedAt));
  }
}
