package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code v1.ResourceList}s into amounts. */
final class ResourceLists {
  private ResourceLists() {}

  /** By name, in the resource's unit; what is no quantity counts 0. */
  static Map<String, Long> amounts(JsonObject list) {
    if (list.isEmpty()) {
      return Map.of();
    }
    Map<String, Long> amounts = new LinkedHashMap<>(4);
    list.forEach((name, value) -> amounts.put(name, amount(name, value)));
    return amounts;
  }

  static Resources of(JsonObject list) {
    Resources.Builder builder = Resources.builder();
    list.forEach((name, value) -> builder.set(name, amount(name, value)));
    return builder.build();
  }

  private static long amount(String name, JsonValue value) {
    return switch (value) {
      case JsonString(String text) -> amount(name, text);
      case JsonLong(long number) -> name.equals(Resources.CPU) ? number * 1000 : number;
      default -> 0;
    };
  }

  private static long amount(String name, String text) {
    try {
      Quantity quantity = Quantity.parse(text);
      return name.equals(Resources.CPU) ? quantity.milliValue() : quantity.value();
    } catch (BadQuantity _) {
      return 0;
    }
  }
}
