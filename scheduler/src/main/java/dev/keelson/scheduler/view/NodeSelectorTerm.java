package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Conditions on a node's labels and name, all of which must hold; an empty one never does. */
public final class NodeSelectorTerm {
  enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GREATER,
    LESS,
    /** Of no known name, or with values that cannot be: matches nothing. */
    BROKEN
  }

  private record Requirement(String key, Operator operator, List<String> values, long bound) {
    static Requirement of(JsonObject expression) {
      List<String> values = expression.array("values").texts().toList();
      Operator operator =
          switch (expression.text("operator")) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            case "Gt" -> Operator.GREATER;
            case "Lt" -> Operator.LESS;
            default -> Operator.BROKEN;
          };
      long bound = 0;
      if (operator == Operator.GREATER || operator == Operator.LESS) {
        try {
          bound = values.size() == 1 ? Long.parseLong(values.getFirst()) : 0;
          operator = values.size() == 1 ? operator : Operator.BROKEN;
        } catch (NumberFormatException _) {
          operator = Operator.BROKEN;
        }
      }
      return new Requirement(expression.text("key"), operator, values, bound);
    }

    boolean matches(@Nullable String value) {
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GREATER -> value != null && compare(value) > 0;
        case LESS -> value != null && compare(value) < 0;
        case BROKEN -> false;
      };
    }

    /** The value against the bound; 0 where it is no number, so that neither holds. */
    private int compare(String value) {
      try {
        return Long.compare(Long.parseLong(value), bound);
      } catch (NumberFormatException _) {
        return 0;
      }
    }
  }

  private final List<Requirement> labels;
  private final List<Requirement> fields;

  private NodeSelectorTerm(List<Requirement> labels, List<Requirement> fields) {
    this.labels = labels;
    this.fields = fields;
  }

  /** Of a {@code v1.NodeSelectorTerm}. */
  public static NodeSelectorTerm of(JsonObject term) {
    return new NodeSelectorTerm(
        requirements(term.array("matchExpressions")), requirements(term.array("matchFields")));
  }

  private static List<Requirement> requirements(JsonArray expressions) {
    List<Requirement> all = new ArrayList<>();
    expressions.objects().forEach(each -> all.add(Requirement.of(each)));
    return List.copyOf(all);
  }

  public boolean isEmpty() {
    return labels.isEmpty() && fields.isEmpty();
  }

  public boolean matches(NodeView node) {
    return matches(node.labels(), node.name());
  }

  /** Of a node by its labels and name. */
  public boolean matches(Map<String, String> nodeLabels, String nodeName) {
    for (Requirement each : labels) {
      if (!each.matches(nodeLabels.get(each.key()))) {
        return false;
      }
    }
    for (Requirement each : fields) {
      if (!each.matches(each.key().equals("metadata.name") ? nodeName : null)) {
        return false;
      }
    }
    return !isEmpty();
  }

  /**
   * The nodes' names that {@code matchFields} allow, where they name any: at most these match.
   * Empty list without such a condition.
   */
  public List<String> namedNodes() {
    List<String> names = null;
    for (Requirement each : fields) {
      if (each.key().equals("metadata.name") && each.operator() == Operator.IN) {
        List<String> before = names;
        names =
            before == null
                ? each.values()
                : each.values().stream().filter(before::contains).toList();
      }
    }
    return names == null ? List.of() : names;
  }

  /** Whether {@code matchFields} bind it to nodes by name, if only to none. */
  public boolean namesNodes() {
    return fields.stream()
        .anyMatch(each -> each.key().equals("metadata.name") && each.operator() == Operator.IN);
  }
}
