package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.ResourceList;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What objects cost, by the names that quotas have for it: {@code pods}, {@code requests.cpu},
 * {@code count/deployments.apps}, {@code gold.storageclass.storage.k8s.io/requests.storage}. The
 * same for admission and for whoever counts again. Source: {@code pkg/quota/v1}.
 */
public final class QuotaUsage {
  private QuotaUsage() {}

  /** Of one object; {@code now} tells pods that should be gone by now. */
  public static SortedMap<String, Quantity> of(
      GroupVersionResource resource, ApiObject object, Instant now) {
    return new TreeMap<>(Evaluators.of(resource.groupResource()).usage(object, now));
  }

  /**
   * Of all objects that a quota is about: what {@code status.used} ought to say. Looks at each of
   * them once for each resource.
   *
   * @param hard the names to be counted, usually those of {@code spec.hard}; names that nothing
   *     measures are left out
   * @param objects of the quota's namespace by {@code deployments.apps}
   */
  public static SortedMap<String, Quantity> total(
      ApiObject quota,
      Collection<String> hard,
      Function<String, ? extends Collection<ApiObject>> objects,
      Instant now) {
    Map<String, List<String>> byResource =
        hard.stream()
            .flatMap(name -> Evaluators.measuring(name).map(resource -> Map.entry(resource, name)))
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    TreeMap::new,
                    Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    SortedMap<String, Quantity> total = new TreeMap<>();
    byResource.forEach(
        (resource, names) -> {
          Evaluator evaluator = Evaluators.of(resource);
          SortedMap<String, Quantity> used = new TreeMap<>();
          names.forEach(name -> used.put(name, Quantity.ZERO));
          for (ApiObject object : objects.apply(resource)) {
            if (evaluator.isCovered(quota, object)) {
              ResourceList.only(evaluator.usage(object, now), names)
                  .forEach((name, amount) -> used.merge(name, amount, Quantity::plus));
            }
          }
          used.forEach((name, amount) -> total.merge(name, amount, Quantity::plus));
        });
    return total;
  }
}
