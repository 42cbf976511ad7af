package dev.keelson.apiserver.server.kind.warning;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Labels of nodes that have other names now. */
final class NodeLabels {
  private static final Map<String, String> SUCCESSORS =
      Map.of(
          "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
          "beta.kubernetes.io/os", "kubernetes.io/os",
          "beta.kubernetes.io/arch", "kubernetes.io/arch",
          "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");

  private static final Map<String, String> SINCE =
      Map.of(
          "failure-domain.beta.kubernetes.io/zone", "v1.17",
          "failure-domain.beta.kubernetes.io/region", "v1.17",
          "beta.kubernetes.io/os", "v1.14",
          "beta.kubernetes.io/arch", "v1.14",
          "beta.kubernetes.io/instance-type", "v1.17");

  private NodeLabels() {}

  static Optional<String> deprecation(String label) {
    return Optional.ofNullable(SUCCESSORS.get(label))
        .map(next -> "deprecated since %s; use \"%s\" instead".formatted(SINCE.get(label), next));
  }

  /** Of a node selector's term. */
  static void term(List<String> warnings, JsonObject term, String path) {
    int i = 0;
    for (JsonObject expression : term.array("matchExpressions").objects().toList()) {
      String at = path + ".matchExpressions[" + i++ + "].key";
      String key = expression.text("key");
      deprecation(key).ifPresent(why -> warnings.add("%s: %s is %s".formatted(at, key, why)));
    }
  }
}
