package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.ResourceList;
import dev.keelson.apiserver.server.kind.meta.ResourceNames;
import dev.keelson.apiserver.server.kind.pod.PodResources;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pods, and what they request and limit; pods that are done only count as objects. */
enum PodEvaluator implements Evaluator {
  INSTANCE;

  private static final String COUNT = "count/pods";
  private static final String REQUESTS = "requests.";
  private static final String LIMITS = "limits.";
  private static final String HUGE_PAGES = "hugepages-";
  private static final String DEVICE_CLASS = "deviceclass.resource.kubernetes.io/";
  private static final List<String> COMPUTE = List.of("cpu", "memory", "ephemeral-storage");

  /** What each container has to state where a quota is on it: upstream's regretted rule. */
  private static final Set<String> DEMANDED =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

  @Override
  public boolean handles(AdmissionRequest request) {
    return switch (request.subresource()) {
      case "" ->
          request.operation() == Operation.CREATE
              || request.operation() == Operation.UPDATE
                  && PodScopes.isTerminating(request.object().orElseThrow())
                      != PodScopes.isTerminating(request.before().orElseThrow());
      case "resize" -> request.operation() == Operation.UPDATE;
      default -> false;
    };
  }

  @Override
  public boolean measures(String name) {
    if (name.equals(COUNT) || name.equals("pods")) {
      return true;
    }
    String resource =
        name.startsWith(REQUESTS)
            ? name.substring(REQUESTS.length())
            : name.startsWith(LIMITS) ? name.substring(LIMITS.length()) : name;
    return COMPUTE.contains(resource)
        || name.startsWith(HUGE_PAGES)
        || name.startsWith(REQUESTS + HUGE_PAGES)
        || name.startsWith(REQUESTS)
            && (!ResourceNames.isNative(name) || resource.startsWith(DEVICE_CLASS));
  }

  @Override
  public boolean isIn(Scope scope, ApiObject pod) {
    return PodScopes.isIn(scope, pod);
  }

  @Override
  public Optional<String> lacks(Collection<String> names, ApiObject pod) {
    if (statesOwn(pod.spec())) {
      return Optional.empty();
    }
    SortedMap<String, SortedSet<String>> lacking = new TreeMap<>();
    Stream.of("containers", "initContainers")
        .flatMap(list -> pod.spec().array(list).objects())
        .forEach(
            container -> {
              JsonObject resources = container.object("resources");
              Set<String> stated =
                  cost(
                          ResourceList.of(resources.object("requests")),
                          ResourceList.of(resources.object("limits")))
                      .keySet();
              names.stream()
                  .filter(DEMANDED::contains)
                  .filter(name -> !stated.contains(name))
                  .forEach(
                      name ->
                          lacking
                              .computeIfAbsent(name, _ -> new TreeSet<>())
                              .add(container.text("name")));
            });
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            lacking.entrySet().stream()
                .map(each -> each.getKey() + " for: " + String.join(",", each.getValue()))
                .collect(Collectors.joining("; ", "must specify ", "")));
  }

  private static boolean statesOwn(JsonObject spec) {
    JsonObject resources = spec.object("resources");
    return Stream.of("requests", "limits")
        .flatMap(list -> resources.object(list).names().stream())
        .anyMatch(
            name -> name.equals("cpu") || name.equals("memory") || name.startsWith(HUGE_PAGES));
  }

  @Override
  public Map<String, Quantity> usage(ApiObject pod, Instant now) {
    if (isDone(pod, now)) {
      return Map.of(COUNT, Evaluators.ONE);
    }
    JsonObject spec = RunningResources.of(pod);
    SortedMap<String, Quantity> usage =
        cost(PodResources.requests(spec), PodResources.limits(spec));
    usage.put(COUNT, Evaluators.ONE);
    return usage;
  }

  /** It ended, or should have: nobody shall be kept from starting others by a lost node. */
  private static boolean isDone(ApiObject pod, Instant now) {
    String phase = pod.status().text("phase");
    if (phase.equals("Failed") || phase.equals("Succeeded")) {
      return true;
    }
    JsonObject metadata = pod.metadata();
    if (!(metadata.get("deletionGracePeriodSeconds") instanceof JsonLong(long grace))
        || !pod.isBeingDeleted()) {
      return false;
    }
    try {
      return now.isAfter(Instant.parse(metadata.text("deletionTimestamp")).plusSeconds(grace));
    } catch (DateTimeException _) {
      return false;
    }
  }

  private static SortedMap<String, Quantity> cost(
      Map<String, Quantity> requests, Map<String, Quantity> limits) {
    SortedMap<String, Quantity> cost = new TreeMap<>();
    cost.put("pods", Evaluators.ONE);
    requests.forEach(
        (name, amount) -> {
          if (COMPUTE.contains(name) || name.startsWith(HUGE_PAGES)) {
            cost.put(name, amount);
            cost.put(REQUESTS + name, amount);
          } else if (!ResourceNames.isNative(name) || name.startsWith(DEVICE_CLASS)) {
            cost.put(REQUESTS + name, amount);
          }
        });
    limits.forEach(
        (name, amount) -> {
          if (COMPUTE.contains(name)) {
            cost.put(LIMITS + name, amount);
          }
        });
    return cost;
  }
}
