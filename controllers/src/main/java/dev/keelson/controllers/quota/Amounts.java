package dev.keelson.controllers.quota;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A resource list: names to quantities. Pure. */
final class Amounts {
  static final Quantity ONE = Quantity.of(1, Quantity.Format.DECIMAL_SI);

  private Amounts() {}

  static SortedMap<String, Quantity> of(JsonObject list) {
    SortedMap<String, Quantity> amounts = new TreeMap<>();
    list.forEach((name, value) -> one(value).ifPresent(amount -> amounts.put(name, amount)));
    return amounts;
  }

  static Optional<Quantity> one(JsonValue value) {
    return switch (value) {
      case JsonString(String text) -> Optional.of(Quantity.parse(text));
      case JsonLong(long number) -> Optional.of(Quantity.of(number, Quantity.Format.DECIMAL_SI));
      default -> Optional.empty();
    };
  }

  static JsonObject json(Map<String, Quantity> amounts) {
    JsonObject.Builder list = JsonObject.builder();
    amounts.forEach((name, amount) -> list.put(name, amount.toString()));
    return list.build();
  }

  static void add(Map<String, Quantity> to, Map<String, Quantity> more) {
    more.forEach((name, amount) -> to.merge(name, amount, Quantity::plus));
  }

  static SortedMap<String, Quantity> sum(Map<String, Quantity> one, Map<String, Quantity> other) {
    SortedMap<String, Quantity> sum = new TreeMap<>(one);
    add(sum, other);
    return sum;
  }

  static SortedMap<String, Quantity> max(Map<String, Quantity> one, Map<String, Quantity> other) {
    SortedMap<String, Quantity> max = new TreeMap<>(one);
    other.forEach((name, amount) -> max.merge(name, amount, Quantity::max));
    return max;
  }
}
