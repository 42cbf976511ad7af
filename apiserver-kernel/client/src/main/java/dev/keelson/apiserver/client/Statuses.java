package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A failure's {@code v1.Status}, read back. */
final class Statuses {
  /** Characters of an answer that is no Status, in the message. */
  private static final int LONGEST_TEXT = 2048;

  private Statuses() {}

  /** Of an answer from 400 on; also one that no API server wrote. */
  static ApiStatus of(int code, byte[] body) {
    try {
      if (JsonReader.read(body) instanceof JsonObject tree && tree.text("kind").equals("Status")) {
        return of(tree, code);
      }
    } catch (BadJson _) {
      // A proxy's page, a plain text.
    }
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return ApiStatus.of(
        code,
        reason(code),
        text.isEmpty()
            ? "the server answered with status " + code
            : text.substring(0, Math.min(text.length(), LONGEST_TEXT)));
  }

  static ApiStatus of(JsonObject tree, int otherwise) {
    JsonObject details = tree.object("details");
    int code = (int) tree.number("code", otherwise);
    return new ApiStatus(
        code,
        tree.text("reason", reason(code)),
        tree.text("message"),
        details.text("name"),
        details.text("group"),
        details.text("kind"),
        details.text("uid"),
        causes(details),
        (int) details.number("retryAfterSeconds", 0),
        tree.textAt("metadata", "continue"));
  }

  private static List<ApiStatus.Cause> causes(JsonObject details) {
    return details
        .array("causes")
        .objects()
        .map(
            each ->
                new ApiStatus.Cause(each.text("reason"), each.text("message"), each.text("field")))
        .toList();
  }

  private static String reason(int code) {
    return switch (code) {
      case 400 -> "BadRequest";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "NotFound";
      case 405 -> "MethodNotAllowed";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 422 -> "Invalid";
      case 429 -> "TooManyRequests";
      case 500 -> "InternalError";
      case 503 -> "ServiceUnavailable";
      case 504 -> "Timeout";
      default -> "";
    };
  }
}
