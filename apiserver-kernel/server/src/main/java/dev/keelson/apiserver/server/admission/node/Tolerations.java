package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Semantics;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lists of tolerations (upstream's {@code pkg/util/tolerations}). */
final class Tolerations {
  private Tolerations() {}

  /** Both, without those that another one covers; of equal ones the first. */
  static JsonArray merged(JsonArray first, JsonArray second) {
    if (second.isEmpty()) {
      return first;
    }
    List<JsonObject> all = Stream.concat(first.objects(), second.objects()).toList();
    List<JsonValue> merged = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      JsonObject each = all.get(i);
      boolean isKept =
          merged.stream().noneMatch(other -> covers((JsonObject) other, each))
              && all.subList(i + 1, all.size()).stream()
                  .noneMatch(other -> !Semantics.same(each, other) && covers(other, each));
      if (isKept) {
        merged.add(each);
      }
    }
    return new JsonArray(merged);
  }

  private static boolean covers(JsonObject wide, JsonObject narrow) {
    if (Semantics.same(wide, narrow)) {
      return true;
    }
    boolean isForAll = wide.text("key").isEmpty() && wide.text("operator").equals("Exists");
    boolean isForAny = wide.text("effect").isEmpty();
    return (isForAll || wide.text("key").equals(narrow.text("key")))
        && (isForAny || wide.text("effect").equals(narrow.text("effect")))
        && lastsAsLong(wide, narrow)
        && toleratesValue(wide, narrow);
  }

  private static boolean lastsAsLong(JsonObject wide, JsonObject narrow) {
    return !wide.text("effect").equals("NoExecute")
        || !(wide.get("tolerationSeconds") instanceof JsonLong(long most))
        || narrow.get("tolerationSeconds") instanceof JsonLong(long seconds) && seconds <= most;
  }

  private static boolean toleratesValue(JsonObject wide, JsonObject narrow) {
    return switch (wide.text("operator")) {
      case "Equal", "" ->
          narrow.text("operator").equals("Equal")
              && narrow.text("value").equals(wide.text("value"));
      case "Exists" -> true;
      default -> false;
    };
  }
}
