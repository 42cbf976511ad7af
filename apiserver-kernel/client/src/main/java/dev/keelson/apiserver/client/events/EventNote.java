package dev.keelson.apiserver.client.events;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;

/**
 * Something that happened to an object.
 *
 * @param reason one word in CamelCase, for machines
 * @param message for people; cut at 1,024 characters
 * @param action what was attempted, "" if nothing
 */
public record EventNote(
    JsonObject about, boolean isWarning, String reason, String message, String action) {
  /** Characters, as the API's validation allows. */
  static final int LONGEST = 1024;

  public EventNote {
    if (message.length() > LONGEST) {
      message = message.substring(0, LONGEST);
    }
  }

  public static EventNote normal(ApiObject about, String reason, String message) {
    return new EventNote(reference(about), false, reason, message, "");
  }

  public static EventNote warning(ApiObject about, String reason, String message) {
    return new EventNote(reference(about), true, reason, message, "");
  }

  public EventNote during(String attempt) {
    return new EventNote(about, isWarning, reason, message, attempt);
  }

  /** About a part of it: {@code spec.containers{web}}. */
  public EventNote at(String fieldPath) {
    return new EventNote(about.with("fieldPath", fieldPath), isWarning, reason, message, action);
  }

  String type() {
    return isWarning ? "Warning" : "Normal";
  }

  private static JsonObject reference(ApiObject object) {
    return JsonObject.builder()
        .put("kind", object.tree().text("kind"))
        .putUnlessEmpty("namespace", object.namespace())
        .put("name", object.name())
        .putUnlessEmpty("uid", object.uid())
        .put("apiVersion", object.tree().text("apiVersion"))
        .putUnlessEmpty("resourceVersion", object.resourceVersion())
        .build();
  }
}
