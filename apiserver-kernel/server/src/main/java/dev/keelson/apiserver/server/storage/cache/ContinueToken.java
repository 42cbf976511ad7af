package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.util.Base64;

/**
 * Where a list goes on: base64url of {@code {"v":"meta.k8s.io/v1","rv":N,"start":"name\0"}}, as
 * upstream's {@code storage/continue.go} has it, so that one server's token serves at another.
 *
 * @param revision of the list; -1: the newest, for a list that may be inconsistent
 * @param start the whole key to begin with
 */
record ContinueToken(long revision, String start) {
  private static final String VERSION = "meta.k8s.io/v1";

  /** {@code prefix} is left out of the token. */
  String text(String prefix) {
    JsonObject token =
        JsonObject.builder()
            .put("v", VERSION)
            .put("rv", revision)
            .put("start", start.substring(prefix.length()))
            .build();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonWriter.bytes(token));
  }

  /**
   * @throws ApiFailure 400
   */
  static ContinueToken parse(String text, String prefix) {
    JsonObject token = json(text);
    if (!token.text("v").equals(VERSION)) {
      throw bad(
          "continue key is not valid: server does not recognize this encoded version "
              + token.text("v"));
    }
    long revision = token.number("rv", 0);
    if (revision == 0) {
      throw bad(
          "continue key is not valid: incorrect encoded start resourceVersion (version "
              + VERSION
              + ")");
    }
    String start = token.text("start");
    if (start.isEmpty()) {
      throw bad("continue key is not valid: encoded start key empty (version " + VERSION + ")");
    }
    if (!isClean(start.startsWith("/") ? start : "/" + start)) {
      throw bad("continue key is not valid: " + start);
    }
    return new ContinueToken(
        revision, prefix + (start.startsWith("/") ? start.substring(1) : start));
  }

  private static JsonObject json(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isFine =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_';
      if (!isFine) {
        throw bad("continue key is not valid: illegal base64 data at input byte " + i);
      }
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw bad("continue key is not valid: illegal base64 data at input byte " + text.length());
    }
    try {
      if (JsonReader.read(bytes) instanceof JsonObject token
          && (!token.isSet("rv") || token.get("rv") instanceof JsonLong)) {
        return token;
      }
      throw bad("continue key is not valid: json: cannot unmarshal it into a continue token");
    } catch (BadJson e) {
      throw bad("continue key is not valid: " + e.getMessage());
    }
  }

  /** No way out of the prefix: what Go's path.Clean would leave as it is. */
  private static boolean isClean(String path) {
    if (path.equals("/")) {
      return true;
    }
    for (String part : path.substring(1).split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }

  private static ApiFailure bad(String why) {
    return new ApiFailure(ApiStatus.badRequest("invalid continue token: " + why));
  }
}
