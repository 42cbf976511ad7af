package dev.keelson.apiserver.server.kind.warning;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.List;
import java.util.Optional;

/** Amounts of bytes that are no whole number. */
final class Fractions {
  private Fractions() {}

  static void ofResources(List<String> warnings, JsonObject amounts, String path) {
    one(warnings, amounts, "memory", path);
    one(warnings, amounts, "ephemeral-storage", path);
  }

  static void ofClaim(List<String> warnings, JsonObject spec, String path) {
    JsonObject resources = spec.object("resources");
    one(warnings, resources.object("requests"), "storage", path + ".resources.requests");
    one(warnings, resources.object("limits"), "storage", path + ".resources.limits");
  }

  static void one(List<String> warnings, JsonObject amounts, String name, String path) {
    String text = amounts.text(name);
    if (!text.isEmpty() && isFraction(text)) {
      warnings.add(
          "%s[%s]: fractional byte value \"%s\" is invalid, must be an integer"
              .formatted(path, name, text));
    }
  }

  private static boolean isFraction(String text) {
    return parsed(text).map(amount -> !amount.isWhole()).orElse(false);
  }

  /** Empty: it is none. Whether it may be none is validation's to say. */
  static Optional<Quantity> parsed(String text) {
    try {
      return Optional.of(Quantity.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
