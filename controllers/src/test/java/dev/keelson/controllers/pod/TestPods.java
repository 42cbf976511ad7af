package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import java.time.Instant;

/** Pods as the API would show them. */
public final class TestPods {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private TestPods() {}

  public static PodView pod(String name) {
    return new PodView(
        new ApiObject(
            JsonObject.builder()
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put(
                    "metadata",
                    JsonObject.builder()
                        .put("name", name)
                        .put("namespace", "default")
                        .put("uid", "uid-" + name)
                        .put("creationTimestamp", Times.text(START))
                        .build())
                .put("spec", JsonObject.of("nodeName", JsonString.of("node")))
                .put("status", JsonObject.of("phase", JsonString.of("Pending")))
                .build()));
  }

  public static PodView created(PodView pod, Instant at) {
    return metadata(pod, "creationTimestamp", Times.text(at));
  }

  public static PodView on(PodView pod, String node) {
    return new PodView(pod.object().withSpec(spec -> spec.with("nodeName", node)));
  }

  public static PodView phase(PodView pod, String phase) {
    return new PodView(pod.object().withStatus(status -> status.with("phase", phase)));
  }

  public static PodView ready(PodView pod, boolean isReady, Instant since) {
    JsonObject condition =
        PodConditions.condition("Ready", isReady ? "True" : "False", "", "", since);
    return new PodView(
        pod.object()
            .withStatus(
                status ->
                    status.with("phase", "Running").with("conditions", JsonArray.of(condition))));
  }

  public static PodView ready(PodView pod) {
    return ready(pod, true, START);
  }

  public static PodView deleting(PodView pod) {
    return metadata(pod, "deletionTimestamp", Times.text(START));
  }

  public static PodView annotated(PodView pod, String name, String value) {
    return new PodView(
        pod.object()
            .withMetadata(metadata -> metadata.withAt(JsonString.of(value), "annotations", name)));
  }

  private static PodView metadata(PodView pod, String name, String value) {
    return new PodView(pod.object().withMetadata(metadata -> metadata.with(name, value)));
  }
}
