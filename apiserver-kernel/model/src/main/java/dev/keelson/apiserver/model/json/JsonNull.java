package dev.keelson.apiserver.model.json;

/** A null that was written; what is missing is missing. */
public enum JsonNull implements JsonValue {
  NULL
}
