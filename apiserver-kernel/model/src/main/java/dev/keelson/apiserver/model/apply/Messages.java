package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Values and types as Go's format verbs put them into messages that clients compare. */
final class Messages {
  private Messages() {}

  /** Go's text of a kind has the slash even where the group is empty. */
  static String kind(GroupVersionKind kind) {
    return "%s/%s, Kind=%s".formatted(kind.group(), kind.version(), kind.kind());
  }

  /** {@code %q} of a list. */
  static String quotedList(List<String> texts) {
    return texts.stream().map(Values::quote).collect(Collectors.joining(" ", "[", "]"));
  }

  /** {@code %T} of a decoded value. */
  static String goType(JsonValue value) {
    return switch (value) {
      case JsonObject _ -> "map[string]interface {}";
      case JsonArray _ -> "[]interface {}";
      case JsonString _ -> "string";
      case JsonLong _ -> "int64";
      case JsonDouble _ -> "float64";
      case JsonBool _ -> "bool";
      case JsonNull _ -> "<nil>";
    };
  }

  /** {@code %v} of a value wrapped by structured-merge-diff. */
  static String wrapped(JsonValue value) {
    return "&{" + plain(value) + "}";
  }

  /** {@code %#v} of the same. */
  static String wrappedSyntax(JsonValue value) {
    return "&value.valueUnstructured{Value:" + syntax(value) + "}";
  }

  private static String plain(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        List<String> entries = new ArrayList<>();
        Values.sortedNames(object)
            .forEach(name -> entries.add(name + ":" + plain(object.get(name))));
        yield "map[" + String.join(" ", entries) + "]";
      }
      case JsonArray array ->
          array.values().stream().map(Messages::plain).collect(Collectors.joining(" ", "[", "]"));
      case JsonString(String text) -> text;
      case JsonNull _ -> "<nil>";
      case JsonLong _, JsonDouble _, JsonBool _ -> value.toJson();
    };
  }

  private static String syntax(JsonValue value) {
    return switch (value) {
      case JsonObject object -> {
        List<String> entries = new ArrayList<>();
        Values.sortedNames(object)
            .forEach(name -> entries.add(Values.quote(name) + ":" + syntax(object.get(name))));
        yield "map[string]interface {}{" + String.join(", ", entries) + "}";
      }
      case JsonArray array ->
          array.values().stream()
              .map(Messages::syntax)
              .collect(Collectors.joining(", ", "[]interface {}{", "}"));
      case JsonString(String text) -> Values.quote(text);
      case JsonNull _ -> "interface {}(nil)";
      case JsonLong _, JsonDouble _, JsonBool _ -> value.toJson();
    };
  }
}
