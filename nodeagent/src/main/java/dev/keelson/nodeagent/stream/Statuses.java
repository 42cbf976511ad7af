package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;

/** How a command went, as the error stream has it from its version 4 on. */
final class Statuses {
  static final JsonObject SUCCESS =
      JsonObject.builder().put("metadata", JsonObject.EMPTY).put("status", "Success").build();

  private Statuses() {}

  static JsonObject exit(int code) {
    if (code == 0) {
      return SUCCESS;
    }
    JsonObject cause =
        JsonObject.builder()
            .put("reason", "ExitCode")
            .put("message", Integer.toString(code))
            .build();
    return failure(
            "NonZeroExitCode",
            "command terminated with non-zero exit code: error executing command, exit code "
                + code)
        .put("details", JsonObject.of("causes", JsonArray.of(cause)))
        .build();
  }

  static JsonObject internal(String message) {
    return failure("InternalError", "Internal error occurred: " + message).put("code", 500).build();
  }

  private static JsonObject.Builder failure(String reason, String message) {
    return JsonObject.builder()
        .put("metadata", JsonObject.EMPTY)
        .put("status", "Failure")
        .put("message", message)
        .put("reason", reason);
  }
}
