package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The terms of a required node affinity: one of them has to hold. */
final class NodeTerms {
  private NodeTerms() {}

  static boolean match(List<JsonObject> terms, String node, JsonObject labels) {
    return terms.stream().anyMatch(term -> matches(term, node, labels));
  }

  /** A term that says nothing matches nothing. */
  private static boolean matches(JsonObject term, String node, JsonObject labels) {
    boolean isEmpty =
        term.array("matchExpressions").isEmpty() && term.array("matchFields").isEmpty();
    return !isEmpty
        && term.array("matchExpressions")
            .objects()
            .allMatch(each -> holds(each, labels.find(each.text("key")).flatMap(v -> v.asText())))
        && term.array("matchFields")
            .objects()
            .allMatch(
                each -> each.text("key").equals("metadata.name") && holds(each, Optional.of(node)));
  }

  private static boolean holds(JsonObject requirement, Optional<String> value) {
    List<String> values = requirement.array("values").texts().toList();
    return switch (requirement.text("operator")) {
      case "In" -> value.filter(values::contains).isPresent();
      case "NotIn" -> value.filter(values::contains).isEmpty();
      case "Exists" -> value.isPresent();
      case "DoesNotExist" -> value.isEmpty();
      case "Gt" -> compare(value, values) > 0;
      case "Lt" -> compare(value, values) < 0;
      default -> false;
    };
  }

  /** 0 where either is no number. */
  private static int compare(Optional<String> value, List<String> values) {
    try {
      return value.isEmpty() || values.size() != 1
          ? 0
          : Long.compare(Long.parseLong(value.get()), Long.parseLong(values.getFirst()));
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
