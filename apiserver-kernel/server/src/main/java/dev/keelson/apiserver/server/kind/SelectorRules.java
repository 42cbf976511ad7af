package dev.keelson.apiserver.server.kind;

import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import java.util.List;
import java.util.Map;

/** Labels, and selectors over them ({@code meta/v1.LabelSelector}). */
public final class SelectorRules {
  private SelectorRules() {}

  /** A map of labels at {@code name}: all errors are the map's own. */
  public static void labels(Located holder, String name) {
    for (Map.Entry<String, JsonValue> label : holder.json().object(name)) {
      String value = label.getValue() instanceof JsonString(String text) ? text : "";
      for (String message : Names.qualifiedName(label.getKey())) {
        holder.errors().invalid(holder.path(name), label.getKey(), message);
      }
      for (String message : Names.labelValue(value)) {
        holder.errors().invalid(holder.path(name), value, message);
      }
    }
  }

  /** The selector itself, if there is one. */
  public static void selector(Located selector) {
    labels(selector, "matchLabels");
    for (Located requirement : selector.each("matchExpressions")) {
      requirement(requirement);
    }
  }

  private static void requirement(Located requirement) {
    boolean hasValues = !requirement.json().array("values").isEmpty();
    switch (requirement.text("operator")) {
      case "In", "NotIn" -> {
        if (!hasValues) {
          requirement.required("values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (hasValues) {
          requirement.forbidden(
              "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default ->
          requirement.invalid(
              "operator", requirement.text("operator"), "not a valid selector operator");
    }
    requirement.form("key", Names::qualifiedName);
    labelValues(requirement);
  }

  /** The {@code values} of a requirement are labels' values. */
  public static void labelValues(Located requirement) {
    List<String> values = requirement.texts("values");
    for (int i = 0; i < values.size(); i++) {
      for (String message : Names.labelValue(values.get(i))) {
        requirement.errors().invalid(requirement.path("values").index(i), values.get(i), message);
      }
    }
  }

  /** Whether nothing at all is asked for. */
  public static boolean isEmpty(JsonObject selector) {
    return selector.object("matchLabels").isEmpty() && selector.array("matchExpressions").isEmpty();
  }

  /**
   * Whether a selector, which may be null, takes these labels: null takes none, an empty one all.
   * What has an unknown operator takes none.
   */
  public static boolean matches(JsonValue selector, JsonObject labels) {
    return selector instanceof JsonObject object
        && contains(labels, object.object("matchLabels"))
        && object
            .array("matchExpressions")
            .objects()
            .allMatch(requirement -> matches(requirement, labels));
  }

  /** Whether {@code labels} has all of {@code wanted}. */
  public static boolean contains(JsonObject labels, JsonObject wanted) {
    for (Map.Entry<String, JsonValue> label : wanted) {
      if (!labels.get(label.getKey()).equals(label.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(JsonObject requirement, JsonObject labels) {
    JsonValue value = labels.get(requirement.text("key"));
    boolean isThere = value != JsonNull.NULL;
    boolean isNamed = isThere && requirement.array("values").values().contains(value);
    return switch (requirement.text("operator")) {
      case "In" -> isNamed;
      case "NotIn" -> !isNamed;
      case "Exists" -> isThere;
      case "DoesNotExist" -> !isThere;
      default -> false;
    };
  }
}
