package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.server.kind.FieldErrors;

/** Answers 422 for requests that are never stored. */
public final class Invalid {
  private Invalid() {}

  /**
   * @param kind "" for the reviews: so upstream answers
   * @throws ApiFailure 422, unless {@code errors} is empty
   */
  public static void check(String group, String kind, String name, FieldErrors errors) {
    if (!errors.isEmpty()) {
      String message =
          kind + "." + group + " " + GoText.quoted(name) + " is invalid: " + errors.summary();
      throw new ApiFailure(
          ApiStatus.of(422, "Invalid", message)
              .about(new GroupVersionResource(group, "", kind), name)
              .withCauses(errors.causes()));
    }
  }
}
