package dev.keelson.apiserver.model.json;

public enum JsonBool implements JsonValue {
  FALSE,
  TRUE;

  public static JsonBool of(boolean value) {
    return value ? TRUE : FALSE;
  }
}
