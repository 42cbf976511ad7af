package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.util.List;
import java.util.OptionalLong;

/** Upstream's words about resource versions ({@code storage/errors.go}, {@code storage/util}). */
final class ResourceVersions {
  private ResourceVersions() {}

  /** Empty where it is no number; "" and "0" are 0. Past what a long holds: as far as it goes. */
  static OptionalLong parse(String text) {
    if (text.isEmpty()) {
      return OptionalLong.of(0);
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return OptionalLong.empty();
      }
    }
    try {
      long number = Long.parseUnsignedLong(text);
      return OptionalLong.of(number < 0 ? Long.MAX_VALUE : number);
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static FieldErrors wrong(String text) {
    boolean isNumber = text.chars().allMatch(c -> c >= '0' && c <= '9');
    FieldErrors errors = new FieldErrors();
    errors.invalid(
        FieldPath.of("resourceVersion"),
        text,
        "strconv.ParseUint: parsing \"%s\": %s"
            .formatted(text, isNumber ? "value out of range" : "invalid syntax"));
    return errors;
  }

  /** As a GET answers it: 500, with no reason. */
  static ApiStatus unreadable(String text) {
    return ApiStatus.of(500, "", wrong(text).summary());
  }

  /** As a list answers it. */
  static ApiStatus badInList(String text) {
    return ApiStatus.badRequest("invalid resource version: " + wrong(text).summary());
  }

  /** What is wrong with the options together. */
  static ApiFailure invalidOptions(FieldErrors errors) {
    return new ApiFailure(
        ApiStatus.of(422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: " + errors.summary())
            .about(new GroupVersionResource("meta.k8s.io", "", "ListOptions"), "")
            .withCauses(errors.causes()));
  }

  static ApiStatus tooLarge(long wanted, long current) {
    return ApiStatus.timeout(
            "Timeout: Too large resource version: %d, current: %d".formatted(wanted, current), 1)
        .withCauses(
            List.of(
                new ApiStatus.Cause("ResourceVersionTooLarge", "Too large resource version", "")));
  }
}
