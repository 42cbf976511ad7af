package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;

/** A new node takes no pods before somebody found it ready. */
public final class TaintNodesByCondition implements AdmissionStep {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";

  @Override
  public String name() {
    return "TaintNodesByCondition";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject node) {
    if (!request.isOf("", "nodes") || request.operation() != Operation.CREATE) {
      return node;
    }
    boolean isTainted =
        node.spec()
            .array("taints")
            .objects()
            .anyMatch(
                taint ->
                    taint.text("key").equals(NOT_READY)
                        && taint.text("effect").equals("NoSchedule"));
    return isTainted
        ? node
        : node.withSpec(
            spec ->
                spec.with(
                    "taints",
                    spec.array("taints")
                        .plus(
                            JsonObject.builder()
                                .put("key", NOT_READY)
                                .put("effect", "NoSchedule")
                                .build())));
  }
}
