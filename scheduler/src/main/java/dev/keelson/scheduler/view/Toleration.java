package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;

/**
 * A pod's. "" as key or effect: any.
 *
 * @param operator Equal, Exists, Lt, Gt
 */
public record Toleration(String key, String operator, String value, String effect) {
  static Toleration of(JsonObject toleration) {
    String operator = toleration.text("operator");
    return new Toleration(
        toleration.text("key"),
        operator.isEmpty() ? "Equal" : operator,
        toleration.text("value"),
        toleration.text("effect"));
  }

  public boolean tolerates(Taint taint) {
    if (!effect.isEmpty() && !effect.equals(taint.effect())) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.key())) {
      return false;
    }
    // Lt and Gt stand behind a feature gate that is off: they tolerate nothing.
    return switch (operator) {
      case "Equal" -> value.equals(taint.value());
      case "Exists" -> true;
      default -> false;
    };
  }
}
