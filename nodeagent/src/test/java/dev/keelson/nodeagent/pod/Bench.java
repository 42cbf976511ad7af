package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.runtime.ContainerHandle;
import dev.keelson.nodeagent.spec.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One machine, its pod, and a clock that is moved by hand; the API believes every word. */
final class Bench {
  final StillPlace place;
  private final PodMachine machine;
  private final Instant start = Instant.parse("2030-01-01T00:00:00Z");
  private Instant now = start;
  private ApiObject pod;
  Sync sync;

  /**
   * @param spec YAML of the pod's spec
   * @param annotations YAML of a map, or ""
   */
  Bench(String annotations, String spec) {
    this(annotations, spec, new StillPlace());
  }

  Bench(String annotations, String spec, StillPlace place) {
    this.place = place;
    this.machine = new PodMachine("uid-1", place);
    pod =
        InMemoryCluster.object(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: p
              namespace: default
              uid: uid-1
              generation: 1
              annotations:
                x: y
            %s
            spec:
            %s
            """
                .formatted(annotations.indent(4), spec.indent(2)));
    sync = sync();
  }

  Sync sync() {
    sync = machine.sync(new PodView(pod), false, now);
    pod = pod.with("status", sync.status());
    machine.confirmed();
    return sync;
  }

  /** To a moment since the beginning, stopping wherever something is due. */
  void at(long seconds) {
    Instant target = start.plusSeconds(seconds);
    while (sync.wakeAt().isBefore(target)) {
      now = sync.wakeAt().isBefore(now) ? now : sync.wakeAt();
      sync();
    }
    now = target;
    sync();
  }

  /** Seconds since the beginning at which it wants to be called; -1: not. */
  long wake() {
    return sync.wakeAt() == Instant.MAX ? -1 : Duration.between(start, sync.wakeAt()).toSeconds();
  }

  void delete(long grace) {
    pod =
        pod.withMetadata(
            metadata ->
                metadata
                    .with("deletionTimestamp", now.plusSeconds(grace).toString())
                    .with("deletionGracePeriodSeconds", grace));
    sync();
  }

  void change(java.util.function.UnaryOperator<ApiObject> change) {
    pod = change.apply(pod);
    sync();
  }

  String phase() {
    return sync.status().text("phase");
  }

  JsonObject container(String name) {
    return new PodView(pod)
        .containerStatuses()
        .filter(each -> each.text("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  ContainerHandle newest(String name) {
    return machine.container(name).flatMap(PodMachine.Runs::newest).orElseThrow();
  }

  String waiting(String name) {
    return container(name).objectAt("state", "waiting").text("reason");
  }

  boolean isRunning(String name) {
    return container(name).object("state").isSet("running");
  }

  String condition(String type) {
    Optional<JsonObject> found =
        sync.status()
            .array("conditions")
            .objects()
            .filter(each -> each.text("type").equals(type))
            .findFirst();
    return found
        .map(
            each ->
                each.text("status")
                    + (each.text("reason").isEmpty() ? "" : " " + each.text("reason"))
                    + (each.text("message").isEmpty() ? "" : ": " + each.text("message")))
        .orElse("");
  }
}
