package dev.keelson.nodeagent.spec;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.HashMap;
import java.util.Map;

/**
 * Amounts of resources by name: CPU in thousandths, everything else in whole units.
 *
 * @param amounts those that are not zero
 */
public record Resources(Map<String, Long> amounts) {
  public static final Resources NONE = new Resources(Map.of());

  public Resources {
    amounts = Map.copyOf(amounts);
  }

  public static Resources of(JsonObject list) {
    if (list.isEmpty()) {
      return NONE;
    }
    Map<String, Long> amounts = new HashMap<>();
    list.forEach(
        (name, value) -> {
          if (value instanceof JsonString(String text)) {
            amounts.put(name, amount(name, text));
          }
        });
    amounts.values().removeIf(amount -> amount == 0);
    return new Resources(amounts);
  }

  private static long amount(String name, String text) {
    try {
      Quantity quantity = Quantity.parse(text);
      return name.equals("cpu") ? quantity.milliValue() : quantity.value();
    } catch (BadQuantity _) {
      return 0; // The API lets none through.
    }
  }

  /**
   * What a pod asks for: the more of all its containers together and of each moment of its
   * initialization, with its overhead (KEP-753).
   */
  public static Resources requestedBy(PodView pod) {
    Resources main = NONE;
    for (ContainerSpec each : pod.containers()) {
      main = main.plus(of(each.requests()));
    }
    Resources sidecars = NONE;
    Resources peak = NONE;
    for (ContainerSpec each : pod.initContainers()) {
      Resources request = of(each.requests());
      if (each.kind() == ContainerKind.SIDECAR) {
        sidecars = sidecars.plus(request);
        peak = peak.max(sidecars);
      } else {
        peak = peak.max(sidecars.plus(request));
      }
    }
    Resources all = main.plus(sidecars).max(peak);
    Resources pods = of(pod.spec().object("resources").object("requests"));
    Map<String, Long> result = new HashMap<>(all.amounts);
    result.putAll(pods.amounts);
    return new Resources(result).plus(of(pod.spec().object("overhead")));
  }

  public long amount(String name) {
    return amounts.getOrDefault(name, 0L);
  }

  public Resources plus(Resources other) {
    return merged(other, Long::sum);
  }

  public Resources minus(Resources other) {
    Map<String, Long> result = new HashMap<>(amounts);
    other.amounts.forEach((name, amount) -> result.merge(name, -amount, Long::sum));
    result.values().removeIf(amount -> amount == 0);
    return new Resources(result);
  }

  public Resources max(Resources other) {
    return merged(other, Math::max);
  }

  private Resources merged(Resources other, java.util.function.BinaryOperator<Long> how) {
    if (other.amounts.isEmpty()) {
      return this;
    }
    if (amounts.isEmpty()) {
      return other;
    }
    Map<String, Long> result = new HashMap<>(amounts);
    other.amounts.forEach((name, amount) -> result.merge(name, amount, how::apply));
    return new Resources(result);
  }
}
