package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.kind.meta.Amounts;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** Arithmetic on amounts by the names of resources (apiserver's {@code quota/v1}). Sorted. */
public final class ResourceList {
  private ResourceList() {}

  /** As an object has them; what is no quantity is left out. */
  public static SortedMap<String, Quantity> of(JsonObject list) {
    SortedMap<String, Quantity> amounts = new TreeMap<>();
    for (Map.Entry<String, JsonValue> each : list) {
      Amounts.of(each.getValue()).ifPresent(amount -> amounts.put(each.getKey(), amount));
    }
    return amounts;
  }

  public static JsonObject json(Map<String, Quantity> list) {
    JsonObject.Builder json = JsonObject.builder();
    list.forEach((name, amount) -> json.put(name, amount.toString()));
    return json.build();
  }

  public static SortedMap<String, Quantity> sum(
      Map<String, Quantity> one, Map<String, Quantity> other) {
    return union(one, other, Quantity::plus);
  }

  /** The larger of both for each name. */
  public static SortedMap<String, Quantity> max(
      Map<String, Quantity> one, Map<String, Quantity> other) {
    return union(one, other, Quantity::max);
  }

  private static SortedMap<String, Quantity> union(
      Map<String, Quantity> one, Map<String, Quantity> other, BinaryOperator<Quantity> both) {
    SortedMap<String, Quantity> union = new TreeMap<>(one);
    other.forEach((name, amount) -> union.merge(name, amount, both));
    return union;
  }

  /** By how much {@code now} is more than {@code before}; names with no more are left out. */
  public static SortedMap<String, Quantity> rise(
      Map<String, Quantity> now, Map<String, Quantity> before) {
    SortedMap<String, Quantity> rise = new TreeMap<>();
    now.forEach(
        (name, amount) -> {
          Quantity more = before.containsKey(name) ? amount.minus(before.get(name)) : amount;
          if (more.signum() > 0) {
            rise.put(name, more);
          }
        });
    return rise;
  }

  /** Those of these names. */
  public static SortedMap<String, Quantity> only(
      Map<String, Quantity> list, Collection<String> names) {
    SortedMap<String, Quantity> some = new TreeMap<>(list);
    some.keySet().retainAll(names);
    return some;
  }

  /** {@code cpu=1,pods=2}, as error messages have it. */
  public static String text(Map<String, Quantity> list) {
    return new TreeMap<>(list)
        .entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(","));
  }
}
