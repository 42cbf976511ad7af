package dev.keelson.apiserver.model.json;

public record JsonString(String text) implements JsonValue {
  public static JsonString of(String text) {
    return new JsonString(text);
  }
}
