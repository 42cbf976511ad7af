package dev.keelson.apiserver.model.json;

public record JsonLong(long number) implements JsonValue {
  public static JsonLong of(long number) {
    return new JsonLong(number);
  }
}
