package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.pod.Rejection;
import dev.keelson.nodeagent.spec.PodView;
import java.util.Optional;

/** Whether a pod bears the taints of its node that drive pods away. Pure. */
final class Taints {
  private static final Rejection UNBORNE =
      new Rejection(
          "TaintToleration",
          "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate");

  private Taints() {}

  /**
   * @param node its spec
   */
  static Optional<Rejection> rejection(PodView pod, JsonObject node) {
    boolean isBorne =
        node.array("taints")
            .objects()
            .filter(taint -> taint.text("effect").equals("NoExecute"))
            .allMatch(
                taint ->
                    pod.spec()
                        .array("tolerations")
                        .objects()
                        .anyMatch(toleration -> bears(toleration, taint)));
    return isBorne || !pod.mirrorOf().isEmpty() ? Optional.empty() : Optional.of(UNBORNE);
  }

  private static boolean bears(JsonObject toleration, JsonObject taint) {
    String effect = toleration.text("effect");
    String key = toleration.text("key");
    boolean isMeant =
        (effect.isEmpty() || effect.equals(taint.text("effect")))
            && (key.isEmpty() || key.equals(taint.text("key")));
    boolean isAnyValue = toleration.text("operator", "Equal").equals("Exists");
    return isMeant && (isAnyValue || toleration.text("value").equals(taint.text("value")));
  }
}
