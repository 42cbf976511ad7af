package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Filling;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops from a pod's specification what Kubernetes 1.36 has behind closed feature gates: {@code
 * ContainerStopSignals}, {@code ClusterTrustBundleProjection}, {@code PodCertificateRequest}.
 */
public final class ClosedGates {
  private ClosedGates() {}

  public static JsonObject drop(JsonObject spec) {
    return Filling.of(spec)
        .each("containers", ClosedGates::container)
        .each("initContainers", ClosedGates::container)
        .each("ephemeralContainers", ClosedGates::container)
        .each("volumes", ClosedGates::volume)
        .done();
  }

  /** The same for a template of pods. */
  public static JsonObject dropFromTemplate(JsonObject template) {
    return Filling.of(template).within("spec", ClosedGates::drop).done();
  }

  private static JsonObject container(JsonObject container) {
    JsonObject lifecycle = container.object("lifecycle");
    if (!lifecycle.has("stopSignal")) {
      return container;
    }
    JsonObject open = lifecycle.without("stopSignal");
    return open.isEmpty() ? container.without("lifecycle") : container.with("lifecycle", open);
  }

  private static JsonObject volume(JsonObject volume) {
    return Filling.of(volume).within("projected", ClosedGates::projected).done();
  }

  private static JsonObject projected(JsonObject projected) {
    List<JsonValue> open = new ArrayList<>();
    boolean changed = false;
    for (JsonValue source : projected.array("sources")) {
      if (source instanceof JsonObject object
          && (object.has("clusterTrustBundle") || object.has("podCertificate"))) {
        open.add(object.without("clusterTrustBundle").without("podCertificate"));
        changed = true;
      } else {
        open.add(source);
      }
    }
    return changed ? projected.with("sources", new JsonArray(open)) : projected;
  }
}
