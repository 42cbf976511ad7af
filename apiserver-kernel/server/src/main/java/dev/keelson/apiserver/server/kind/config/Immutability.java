package dev.keelson.apiserver.server.kind.config;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.meta.Place;

/** What {@code immutable: true} keeps of ConfigMaps and Secrets. */
final class Immutability {
  private static final String WHY = "field is immutable when `immutable` is set";

  private Immutability() {}

  static void check(ApiObject next, ApiObject before, FieldErrors errors, String... fields) {
    if (!before.tree().isTrue("immutable")) {
      return;
    }
    if (!next.tree().isTrue("immutable")) {
      errors.forbidden(FieldPath.of("immutable"), WHY);
    }
    for (String field : fields) {
      if (!Place.isSame(next.tree().get(field), before.tree().get(field))) {
        errors.forbidden(FieldPath.of(field), WHY);
      }
    }
  }
}
