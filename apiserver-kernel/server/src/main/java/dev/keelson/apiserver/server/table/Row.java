package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One object's cells, in the making. */
final class Row {
  static final String NONE = "<none>";

  private final ApiObject object;
  private final Instant now;
  private final List<JsonValue> cells = new ArrayList<>();

  Row(ApiObject object, Instant now) {
    this.object = object;
    this.now = now;
  }

  ApiObject object() {
    return object;
  }

  JsonArray cells() {
    return new JsonArray(cells);
  }

  Row text(String text) {
    cells.add(JsonString.of(text));
    return this;
  }

  /** The text, or {@code <none>}. */
  Row textOrNone(String text) {
    return text(text.isEmpty() ? NONE : text);
  }

  Row number(long number) {
    cells.add(JsonLong.of(number));
    return this;
  }

  Row flag(boolean flag) {
    cells.add(JsonBool.of(flag));
    return this;
  }

  Row name() {
    return text(object.name());
  }

  Row age() {
    return text(since(object.metadata().text("creationTimestamp")));
  }

  String since(String timestamp) {
    return HumanDuration.since(timestamp, now);
  }

  Instant now() {
    return now;
  }

  /** Names and images of a pod template's containers. */
  Row containers(JsonObject podSpec) {
    List<JsonObject> containers = podSpec.array("containers").objects().toList();
    text(joined(containers, "name"));
    return text(joined(containers, "image"));
  }

  private static String joined(List<JsonObject> containers, String field) {
    return containers.stream().map(each -> each.text(field)).collect(Collectors.joining(","));
  }

  /** A number, or a text that stands for one; {@code otherwise} where there is neither. */
  static String shown(JsonValue value, String otherwise) {
    return switch (value) {
      case JsonLong(long number) -> Long.toString(number);
      case JsonString(String text) -> text;
      case JsonBool bool -> bool == JsonBool.TRUE ? "true" : "false";
      case JsonNull _ -> otherwise;
      default -> value.toJson();
    };
  }

  /** labels.FormatLabels: {@code a=b,c=d}, or {@code <none>}. */
  static String labels(JsonObject labels) {
    String text =
        new TreeMap<>(labels.texts())
            .entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(","));
    return text.isEmpty() ? NONE : text;
  }

  /** metav1.FormatLabelSelector; {@code <none>} for one that selects nothing or everything. */
  static String selector(JsonValue selector) {
    if (!(selector instanceof JsonObject tree)) {
      return NONE;
    }
    List<String> parts = new ArrayList<>();
    new TreeMap<>(tree.object("matchLabels").texts())
        .forEach((name, value) -> parts.add(name + "=" + value));
    tree.array("matchExpressions").objects().forEach(each -> parts.add(expression(each)));
    return parts.isEmpty() ? NONE : String.join(",", parts);
  }

  private static String expression(JsonObject expression) {
    String key = expression.text("key");
    String values =
        expression.array("values").texts().sorted().collect(Collectors.joining(",", "(", ")"));
    return switch (expression.text("operator")) {
      case "In" -> key + " in " + values;
      case "NotIn" -> key + " notin " + values;
      case "Exists" -> key;
      case "DoesNotExist" -> "!" + key;
      default -> "<error>";
    };
  }

  /** The first three; how many more there are. */
  static String firstThree(List<String> all) {
    if (all.isEmpty()) {
      return "";
    }
    return all.size() <= 3
        ? String.join(",", all)
        : String.join(",", all.subList(0, 3)) + " + " + (all.size() - 3) + " more...";
  }
}
