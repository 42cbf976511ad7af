package dev.keelson.apiserver.server.kind.config;

import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.meta.Texts;

/** Sizes of data, in bytes. */
final class Sizes {
  /** Of all values of a ConfigMap or Secret together. */
  static final int DATA_MOST = 1024 * 1024;

  private Sizes() {}

  static int ofText(JsonValue value) {
    return value instanceof JsonString(String text) ? Texts.length(text) : 0;
  }

  /** Of what a text in base64 stands for. */
  static int ofBase64(JsonValue value) {
    if (!(value instanceof JsonString(String text)) || text.isEmpty()) {
      return 0;
    }
    int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    return text.length() / 4 * 3 - padding;
  }
}
