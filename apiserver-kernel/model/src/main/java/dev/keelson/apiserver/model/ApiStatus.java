package dev.keelson.apiserver.model;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code v1.Status} that tells of a failure: what kubectl prints as "Error from server (Reason):
 * message". Reasons and texts are apimachinery's ({@code api/errors}).
 *
 * @param code HTTP's
 * @param reason "" is left out
 * @param retryAfterSeconds 0 is left out
 * @param continueToken with which an expired list may go on, inconsistently; "" is left out
 */
public record ApiStatus(
    int code,
    String reason,
    String message,
    String name,
    String group,
    String kind,
    String uid,
    List<Cause> causes,
    int retryAfterSeconds,
    String continueToken) {

  /** {@code field} is a path such as {@code spec.containers[0].name}; "" where there is none. */
  public record Cause(String reason, String message, String field) {}

  public ApiStatus {
    causes = List.copyOf(causes);
  }

  public ApiStatus(
      int code,
      String reason,
      String message,
      String name,
      String group,
      String kind,
      String uid,
      List<Cause> causes,
      int retryAfterSeconds) {
    this(code, reason, message, name, group, kind, uid, causes, retryAfterSeconds, "");
  }

  public static ApiStatus of(int code, String reason, String message) {
    return new ApiStatus(code, reason, message, "", "", "", "", List.of(), 0);
  }

  public static ApiStatus badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  public static ApiStatus unauthorized() {
    return of(401, "Unauthorized", "Unauthorized");
  }

  public static ApiStatus notFound(GroupVersionResource resource, String name) {
    return of(404, "NotFound", resource.groupResource() + " \"" + name + "\" not found")
        .about(resource, name);
  }

  /** The path leads nowhere. */
  public static ApiStatus noSuchPath() {
    return of(404, "NotFound", "the server could not find the requested resource");
  }

  public static ApiStatus alreadyExists(GroupVersionResource resource, String name) {
    return of(409, "AlreadyExists", resource.groupResource() + " \"" + name + "\" already exists")
        .about(resource, name);
  }

  public static ApiStatus conflict(GroupVersionResource resource, String name, String why) {
    return of(
            409,
            "Conflict",
            "Operation cannot be fulfilled on %s \"%s\": %s"
                .formatted(resource.groupResource(), name, why))
        .about(resource, name);
  }

  public static ApiStatus forbidden(GroupVersionResource resource, String name, String why) {
    String what =
        name.isEmpty()
            ? resource.groupResource() + " is forbidden: "
            : resource.groupResource() + " \"" + name + "\" is forbidden: ";
    return of(403, "Forbidden", what + why).about(resource, name);
  }

  public static ApiStatus methodNotSupported(GroupVersionResource resource, String verb) {
    return of(
            405,
            "MethodNotAllowed",
            "%s is not supported on resources of kind \"%s\""
                .formatted(verb, resource.groupResource()))
        .about(resource, "");
  }

  /** The revision asked for is compacted. */
  public static ApiStatus expired(String message) {
    return of(410, "Expired", message);
  }

  public static ApiStatus internal(String message) {
    return of(500, "InternalError", "Internal error occurred: " + message);
  }

  public static ApiStatus unavailable(String message) {
    return of(503, "ServiceUnavailable", message);
  }

  public static ApiStatus timeout(String message, int retryAfterSeconds) {
    return of(504, "Timeout", message).retryAfter(retryAfterSeconds);
  }

  public static ApiStatus tooManyRequests(String message, int retryAfterSeconds) {
    return of(429, "TooManyRequests", message).retryAfter(retryAfterSeconds);
  }

  public ApiStatus about(GroupVersionResource resource, String objectName) {
    return new ApiStatus(
        code,
        reason,
        message,
        objectName,
        resource.group(),
        resource.resource(),
        uid,
        causes,
        retryAfterSeconds,
        continueToken);
  }

  public ApiStatus withUid(String objectUid) {
    return new ApiStatus(
        code,
        reason,
        message,
        name,
        group,
        kind,
        objectUid,
        causes,
        retryAfterSeconds,
        continueToken);
  }

  public ApiStatus withCauses(List<Cause> more) {
    List<Cause> all = new ArrayList<>(causes);
    all.addAll(more);
    return new ApiStatus(
        code, reason, message, name, group, kind, uid, all, retryAfterSeconds, continueToken);
  }

  public ApiStatus retryAfter(int seconds) {
    return new ApiStatus(
        code, reason, message, name, group, kind, uid, causes, seconds, continueToken);
  }

  public ApiStatus withContinue(String token) {
    return new ApiStatus(
        code, reason, message, name, group, kind, uid, causes, retryAfterSeconds, token);
  }

  /** As it goes over the wire. */
  public JsonObject toJson() {
    JsonObject.Builder details =
        JsonObject.builder()
            .putUnlessEmpty("name", name)
            .putUnlessEmpty("group", group)
            .putUnlessEmpty("kind", kind)
            .putUnlessEmpty("uid", uid);
    if (!causes.isEmpty()) {
      details.put("causes", new JsonArray(causes.stream().map(ApiStatus::json).toList()));
    }
    if (retryAfterSeconds > 0) {
      details.put("retryAfterSeconds", retryAfterSeconds);
    }
    JsonObject built = details.build();
    JsonObject.Builder status =
        JsonObject.builder()
            .put("kind", "Status")
            .put("apiVersion", "v1")
            .put(
                "metadata",
                continueToken.isEmpty()
                    ? JsonObject.EMPTY
                    : JsonObject.builder().put("continue", continueToken).build())
            .put("status", "Failure")
            .put("message", message)
            .putUnlessEmpty("reason", reason);
    if (!built.isEmpty()) {
      status.put("details", built);
    }
    return status.put("code", code).build();
  }

  private static JsonValue json(Cause cause) {
    return JsonObject.builder()
        .putUnlessEmpty("reason", cause.reason())
        .putUnlessEmpty("message", cause.message())
        .putUnlessEmpty("field", cause.field())
        .build();
  }
}
