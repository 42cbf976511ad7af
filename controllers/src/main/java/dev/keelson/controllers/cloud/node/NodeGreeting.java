package dev.keelson.controllers.cloud.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.cloud.CloudFailure;
import dev.keelson.controllers.cloud.InstanceMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a node is to say of its machine, from when on pods may come. */
final class NodeGreeting {
  static final String TAINT = "node.cloudprovider.kubernetes.io/uninitialized";

  private static final Pattern KUBERNETES = Pattern.compile("(^|\\.)(kubernetes|k8s)\\.io/");

  /** Labels of old, each with what it is called today, and has to be the same as. */
  private static final Map<String, String> SUCCESSORS =
      Map.of(
          "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region",
          "beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type");

  private NodeGreeting() {}

  static boolean isDue(ApiObject node) {
    return node.spec().array("taints").objects().anyMatch(NodeGreeting::isOurs);
  }

  private static boolean isOurs(JsonObject taint) {
    return taint.text("key").equals(TAINT);
  }

  /**
   * The node without the taint, and with what the cloud knows but for addresses.
   *
   * @throws CloudFailure the cloud knows too little
   */
  static ApiObject on(ApiObject node, InstanceMetadata machine) {
    String provider = node.spec().text("providerID", machine.providerId());
    if (provider.isEmpty()) {
      throw CloudFailure.of("cloud provider does not set node provider ID for node " + node.name());
    }
    NodeIps.chosen(node, machine.addresses());
    JsonObject labels = labels(node, machine);
    List<JsonValue> taints =
        node.spec().array("taints").values().stream()
            .filter(each -> !(each instanceof JsonObject taint && isOurs(taint)))
            .toList();
    return node.withMetadata(
            metadata -> labels.isEmpty() ? metadata : metadata.with("labels", labels))
        .withSpec(
            spec -> {
              JsonObject named = spec.with("providerID", provider);
              return taints.isEmpty()
                  ? named.without("taints")
                  : named.with("taints", new JsonArray(taints));
            });
  }

  private static JsonObject labels(ApiObject node, InstanceMetadata machine) {
    JsonObject labels = node.metadata().object("labels");
    labels = both(labels, "beta.kubernetes.io/instance-type", machine.type());
    labels = both(labels, "failure-domain.beta.kubernetes.io/zone", machine.zone());
    labels = both(labels, "failure-domain.beta.kubernetes.io/region", machine.region());
    for (Map.Entry<String, String> each : machine.labels().entrySet()) {
      if (!KUBERNETES.matcher(each.getKey()).find() && !labels.has(each.getKey())) {
        labels = labels.with(each.getKey(), each.getValue());
      }
    }
    return labels;
  }

  private static JsonObject both(JsonObject labels, String old, String text) {
    return text.isEmpty()
        ? labels
        : labels.with(old, text).with(SUCCESSORS.getOrDefault(old, old), text);
  }

  /** The labels that have to follow those of old; empty where all do. */
  static Optional<JsonObject> lagging(ApiObject node) {
    JsonObject labels = node.metadata().object("labels");
    JsonObject.Builder wrong = JsonObject.builder();
    SUCCESSORS.forEach(
        (old, name) -> {
          if (labels.has(old) && !labels.get(old).equals(labels.get(name))) {
            wrong.put(name, labels.get(old));
          }
        });
    return Optional.of(wrong.build()).filter(each -> !each.isEmpty());
  }
}
