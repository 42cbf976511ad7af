package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;

/** Pods stay five minutes on a node that is not ready or cannot be reached, unless they say. */
public final class DefaultTolerationSeconds implements AdmissionStep {
  private static final long SECONDS = 300;
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

  @Override
  public String name() {
    return "DefaultTolerationSeconds";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject pod) {
    if (!request.isOf("", "pods")
        || request.operation() != Operation.CREATE && request.operation() != Operation.UPDATE) {
      return pod;
    }
    JsonArray tolerations = pod.spec().array("tolerations");
    JsonArray more = with(with(tolerations, NOT_READY), UNREACHABLE);
    return more == tolerations ? pod : pod.withSpec(spec -> spec.with("tolerations", more));
  }

  private static JsonArray with(JsonArray tolerations, String key) {
    boolean isTold = tolerations.objects().anyMatch(each -> covers(each, key));
    return isTold
        ? tolerations
        : tolerations.plus(
            JsonObject.builder()
                .put("key", key)
                .put("operator", "Exists")
                .put("effect", "NoExecute")
                .put("tolerationSeconds", SECONDS)
                .build());
  }

  private static boolean covers(JsonObject toleration, String key) {
    String effect = toleration.text("effect");
    String of = toleration.text("key");
    return (of.equals(key) || of.isEmpty()) && (effect.equals("NoExecute") || effect.isEmpty());
  }
}
