package dev.keelson.controllers.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.OptionalLong;

/**
 * @param seconds how long a NoExecute taint is borne; empty: for ever; below 0 as 0
 */
public record Toleration(
    String key, String operator, String value, String effect, OptionalLong seconds) {
  static Toleration of(JsonObject tree) {
    return new Toleration(
        tree.text("key"),
        tree.text("operator"),
        tree.text("value"),
        tree.text("effect"),
        tree.get("tolerationSeconds") instanceof JsonLong(long number)
            ? OptionalLong.of(number)
            : OptionalLong.empty());
  }

  /** A pod's, in its order. */
  public static List<Toleration> of(ApiObject pod) {
    return pod.spec().array("tolerations").objects().map(Toleration::of).toList();
  }

  public boolean tolerates(Taint taint) {
    if (!effect.isEmpty() && !effect.equals(taint.effect())) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.key())) {
      return false;
    }
    return switch (operator) {
      case "", "Equal" -> value.equals(taint.value());
      case "Exists" -> true;
      case "Lt" -> compares(taint, true);
      case "Gt" -> compares(taint, false);
      default -> false;
    };
  }

  /** Numeric operators compare the taint's value with the toleration's, both whole. */
  private boolean compares(Taint taint, boolean isLess) {
    try {
      int order = Long.compare(Long.parseLong(taint.value()), Long.parseLong(value));
      return isLess ? order < 0 : order > 0;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
