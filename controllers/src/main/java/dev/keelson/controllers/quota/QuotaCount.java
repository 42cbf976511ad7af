package dev.keelson.controllers.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What a quota's status ought to say. Pure. */
final class QuotaCount {
  private QuotaCount() {}

  /** The resources that have to be counted for it. */
  static Set<String> resources(ApiObject quota) {
    Set<String> resources = new TreeSet<>();
    hard(quota).keySet().forEach(name -> Evaluation.measuring(name).forEach(resources::add));
    return resources;
  }

  private static SortedMap<String, Quantity> hard(ApiObject quota) {
    return Amounts.of(quota.spec().object("hard"));
  }

  /**
   * @param objects of the quota's namespace, by resource
   * @return the status; what nothing measures stays as it was
   */
  static JsonObject status(
      ApiObject quota, Function<String, ? extends Collection<ApiObject>> objects, Instant now) {
    SortedMap<String, Quantity> hard = hard(quota);
    SortedMap<String, Quantity> used = Amounts.of(quota.status().object("used"));
    List<QuotaScope> scopes = QuotaScope.of(quota);
    for (String resource : resources(quota)) {
      SortedMap<String, Quantity> sum = new TreeMap<>();
      hard.keySet().stream()
          .filter(name -> Evaluation.measuring(name).anyMatch(resource::equals))
          .forEach(name -> sum.put(name, Quantity.ZERO));
      for (ApiObject each : objects.apply(resource)) {
        if (Evaluation.isCovered(resource, each, scopes)) {
          Evaluation.cost(resource, each, now)
              .forEach(
                  (name, amount) -> sum.computeIfPresent(name, (_, known) -> known.plus(amount)));
        }
      }
      used.putAll(sum);
    }
    used.keySet().retainAll(hard.keySet());
    return JsonObject.of("hard", quota.spec().object("hard"), "used", Amounts.json(used));
  }

  /** Whether both say the same, however it is written. */
  static boolean isSame(JsonObject one, JsonObject other) {
    return one.isSet("hard") == other.isSet("hard")
        && one.isSet("used") == other.isSet("used")
        && same(one, other, "hard")
        && same(one, other, "used");
  }

  private static boolean same(JsonObject one, JsonObject other, String list) {
    Map<String, Quantity> first = Amounts.of(one.object(list));
    return first.equals(Amounts.of(other.object(list)));
  }
}
