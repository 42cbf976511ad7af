package dev.keelson.nodeagent.node;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.pod.Rejection;
import dev.keelson.nodeagent.spec.PodView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a pod may be on a node by their labels, which the scheduler has asked before. Pure. */
final class Affinity {
  private static final String TEXT =
      "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";

  private Affinity() {}

  static Optional<Rejection> rejection(PodView pod, Map<String, String> labels, String nodeName) {
    JsonObject os = pod.spec().object("os");
    if (!os.isEmpty() && !os.text("name").equals("linux")) {
      return Optional.of(
          new Rejection(
              "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS"));
    }
    boolean isSelected =
        pod.spec().object("nodeSelector").texts().entrySet().stream()
            .allMatch(each -> each.getValue().equals(labels.get(each.getKey())));
    JsonObject required =
        pod.spec()
            .objectAt("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
    boolean isMatched =
        required.isEmpty()
            || required
                .array("nodeSelectorTerms")
                .objects()
                .anyMatch(term -> matches(term, labels, nodeName));
    return isSelected && isMatched
        ? Optional.empty()
        : Optional.of(new Rejection("NodeAffinity", TEXT));
  }

  private static boolean matches(JsonObject term, Map<String, String> labels, String name) {
    JsonArray expressions = term.array("matchExpressions");
    JsonArray fields = term.array("matchFields");
    if (expressions.isEmpty() && fields.isEmpty()) {
      return false;
    }
    Map<String, String> own = Map.of("metadata.name", name);
    return Stream.concat(
            expressions.objects().map(each -> holds(each, labels)),
            fields.objects().map(each -> holds(each, own)))
        .allMatch(Boolean::booleanValue);
  }

  private static boolean holds(JsonObject requirement, Map<String, String> labels) {
    String key = requirement.text("key");
    List<String> values = requirement.array("values").texts().toList();
    boolean isThere = labels.containsKey(key);
    String value = labels.getOrDefault(key, "");
    return switch (requirement.text("operator")) {
      case "In" -> isThere && values.contains(value);
      case "NotIn" -> !isThere || !values.contains(value);
      case "Exists" -> isThere;
      case "DoesNotExist" -> !isThere;
      case "Gt" -> isThere && number(value) > number(values.getFirst());
      case "Lt" -> isThere && number(value) < number(values.getFirst());
      default -> false;
    };
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
