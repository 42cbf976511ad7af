package dev.keelson.apiserver.model.json;

import java.util.Optional;

/** One node of an immutable tree. Equality is by content; of objects, whatever the order. */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonLong, JsonDouble, JsonBool, JsonNull {

  /** The text of a string; empty for anything else. */
  default Optional<String> asText() {
    return this instanceof JsonString(String text) ? Optional.of(text) : Optional.empty();
  }

  default boolean isNull() {
    return this == JsonNull.NULL;
  }

  /** Compact JSON, for messages and tests. */
  default String toJson() {
    return JsonWriter.text(this);
  }

  /** What an error message calls its type: object, array, string, number, boolean, null. */
  default String typeName() {
    return switch (this) {
      case JsonObject _ -> "object";
      case JsonArray _ -> "array";
      case JsonString _ -> "string";
      case JsonLong _ -> "number";
      case JsonDouble _ -> "number";
      case JsonBool _ -> "boolean";
      case JsonNull _ -> "null";
    };
  }
}
