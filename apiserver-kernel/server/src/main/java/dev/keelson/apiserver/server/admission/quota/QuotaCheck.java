package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.admission.ResourceList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Decides whether all quotas have room for one request, and what they say afterwards. Writes
 * nothing.
 *
 * @param objects of the namespace by {@code deployments.apps}, for quotas not counted yet
 */
record QuotaCheck(
    AdmissionRequest request,
    Evaluator evaluator,
    Function<String, ? extends Collection<ApiObject>> objects,
    Instant now) {

  /** A quota as it was read, and with its new status. */
  record Charge(ApiObject before, ApiObject after) {}

  /**
   * Those quotas of which the request uses something.
   *
   * @throws dev.keelson.apiserver.model.ApiFailure 403, where one of them has no room
   */
  List<Charge> charged(List<ApiObject> quotas) {
    ApiObject object = request.object().orElseThrow();
    List<ApiObject> concerned = quotas.stream().filter(quota -> concerns(quota, object)).toList();
    concerned.forEach(quota -> requireStated(quota, object));
    Map<String, Quantity> usage = evaluator.usage(object, now);
    requireNoneNegative(usage);
    List<Charge> charged = new ArrayList<>();
    for (ApiObject quota : concerned) {
      SortedMap<String, Quantity> more =
          ResourceList.only(rise(quota, usage), hard(quota).keySet());
      if (!more.isEmpty()) {
        charged.add(new Charge(quota, charged(quota, more)));
      }
    }
    return charged;
  }

  private boolean concerns(ApiObject quota, ApiObject object) {
    return hard(quota).keySet().stream().anyMatch(evaluator::measures)
        && evaluator.isCovered(quota, object);
  }

  private void requireStated(ApiObject quota, ApiObject object) {
    List<String> names = hard(quota).keySet().stream().filter(evaluator::measures).toList();
    evaluator
        .lacks(names, object)
        .ifPresent(
            problem -> {
              throw Refusal.forbidden(request, "failed quota: " + quota.name() + ": " + problem);
            });
  }

  private void requireNoneNegative(Map<String, Quantity> usage) {
    List<String> negative =
        usage.entrySet().stream()
            .filter(each -> each.getValue().signum() < 0)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    if (!negative.isEmpty()) {
      throw Refusal.forbidden(
          request, "quota usage is negative for resource(s): " + String.join(",", negative));
    }
  }

  /** What a quota counts more than before: all where it was not about the object before. */
  private SortedMap<String, Quantity> rise(ApiObject quota, Map<String, Quantity> usage) {
    Optional<ApiObject> before =
        request
            .before()
            .filter(_ -> request.operation() == Operation.UPDATE)
            .filter(each -> evaluator.isCovered(quota, each));
    return ResourceList.rise(
        usage, before.map(each -> evaluator.usage(each, now)).orElse(Map.of()));
  }

  private ApiObject charged(ApiObject quota, SortedMap<String, Quantity> more) {
    SortedMap<String, Quantity> hard = hard(quota);
    SortedMap<String, Quantity> used = used(quota, hard);
    SortedMap<String, Quantity> next = ResourceList.sum(used, more);
    List<String> exceeded =
        hard.entrySet().stream()
            .filter(each -> more.containsKey(each.getKey()))
            .filter(
                each ->
                    next.getOrDefault(each.getKey(), Quantity.ZERO).compareTo(each.getValue()) > 0)
            .map(Map.Entry::getKey)
            .toList();
    // What a status says has happened already.
    if (!exceeded.isEmpty() && !request.subresource().equals("status")) {
      throw Refusal.forbidden(
          request,
          "exceeded quota: %s, requested: %s, used: %s, limited: %s"
              .formatted(
                  quota.name(),
                  ResourceList.text(ResourceList.only(more, exceeded)),
                  ResourceList.text(ResourceList.only(used, exceeded)),
                  ResourceList.text(ResourceList.only(hard, exceeded))));
    }
    return quota.withStatus(
        status ->
            status.with("hard", ResourceList.json(hard)).with("used", ResourceList.json(next)));
  }

  private static SortedMap<String, Quantity> hard(ApiObject quota) {
    return ResourceList.of(quota.spec().object("hard"));
  }

  /** As the status has it; what it does not have is counted. */
  private SortedMap<String, Quantity> used(ApiObject quota, SortedMap<String, Quantity> hard) {
    SortedMap<String, Quantity> used =
        ResourceList.only(ResourceList.of(quota.status().object("used")), hard.keySet());
    TreeSet<String> unknown = new TreeSet<>(hard.keySet());
    unknown.removeAll(used.keySet());
    return unknown.isEmpty()
        ? used
        : ResourceList.sum(used, QuotaUsage.total(quota, unknown, objects, now));
  }
}
