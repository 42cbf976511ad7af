package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Located;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Requests and limits of containers and of pods. */
final class ResourceRules {
  private static final String NEGATIVE = "must be greater than or equal to 0";

  private ResourceRules() {}

  static void container(Located resources, Set<String> claims) {
    requirements(resources, false);
    claims(resources, claims);
  }

  /** Of the pod as a whole. */
  static void pod(Located spec) {
    if (!spec.has("resources")) {
      return;
    }
    Located resources = spec.in("resources");
    if (spec.in("os").text("name").equals("windows")) {
      spec.forbidden("resources", "may not be set for a windows pod");
      return;
    }
    if (resources.has("claims")) {
      resources.forbidden("claims", "claims may not be set for Resources at pod-level");
    }
    requirements(resources, true);
    claims(resources, ContainerListRules.names(spec.json().array("resourceClaims")));
    consistency(spec, resources);
  }

  /** Overhead is checked as limits are. */
  static void overhead(Located spec) {
    if (spec.has("overhead")) {
      Located overhead = spec.in("overhead");
      requirements(overhead.holding(JsonObject.of("limits", overhead.json())), false);
    }
  }

  private static void requirements(Located resources, boolean ofPod) {
    JsonObject limits = resources.json().object("limits");
    JsonObject requests = resources.json().object("requests");
    if (limits.isEmpty() && requests.isEmpty()) {
      return;
    }
    for (Map.Entry<String, JsonValue> limit : limits) {
      amount(resources, "limits", limit, ofPod);
    }
    for (Map.Entry<String, JsonValue> request : requests) {
      amount(resources, "requests", request, ofPod);
      againstLimit(resources, request.getKey(), request.getValue(), limits);
    }
    boolean huge =
        limits.names().stream().anyMatch(ResourceNames::isHugePage)
            || requests.names().stream().anyMatch(ResourceNames::isHugePage);
    if (huge && !computes(limits) && !computes(requests)) {
      resources.errors().forbidden(resources.path(), "HugePages require cpu or memory");
    }
  }

  private static boolean computes(JsonObject list) {
    return list.has("cpu") || list.has("memory");
  }

  private static void amount(
      Located resources, String list, Map.Entry<String, JsonValue> entry, boolean ofPod) {
    String name = entry.getKey();
    List<String> wrongName = ofPod ? ResourceNames.ofPod(name) : ResourceNames.ofContainer(name);
    for (String message : wrongName) {
      resources.errors().invalid(path(resources, list, name), name, message);
    }
    if (ofPod && wrongName.isEmpty() && !PodResources.isPodLevel(name)) {
      resources
          .errors()
          .notSupported(path(resources, list, name), name, List.of("cpu", "hugepages-", "memory"));
    }
    Optional<Quantity> amount = Amounts.of(entry.getValue());
    if (amount.isEmpty()) {
      return;
    }
    value(resources, () -> path(resources, list, name), name, amount.get());
    if (ResourceNames.isHugePage(name) && !ResourceNames.isWholePages(name, amount.get())) {
      resources
          .errors()
          .invalid(
              path(resources, list, name),
              amount.get().toString(),
              amount.get() + " is not positive integer multiple of " + name);
    }
  }

  private static void value(
      Located resources, Supplier<FieldPath> path, String name, Quantity amount) {
    if (amount.signum() < 0) {
      resources.errors().invalid(path.get(), amount.toString(), NEGATIVE);
    }
    if (ResourceNames.isInteger(name) && amount.milliValue() % 1000 != 0) {
      resources.errors().invalid(path.get(), amount.toString(), "must be an integer");
    }
  }

  private static FieldPath path(Located resources, String list, String name) {
    return resources.path(list).key(name);
  }

  private static void againstLimit(
      Located resources, String name, JsonValue value, JsonObject limits) {
    boolean overcommits = ResourceNames.allowsOvercommit(name);
    if (!limits.isSet(name)) {
      if (!overcommits) {
        resources.required("limits", "Limit must be set for non overcommitable resources");
      }
      return;
    }
    Optional<Quantity> request = Amounts.of(value);
    Optional<Quantity> limit = Amounts.of(limits.get(name));
    if (request.isEmpty() || limit.isEmpty()) {
      return;
    }
    int order = request.get().compareTo(limit.get());
    if (order != 0 && !overcommits) {
      exceeds(resources, request.get(), "must be equal to ", name, limit.get());
    } else if (order > 0) {
      exceeds(resources, request.get(), "must be less than or equal to ", name, limit.get());
    }
  }

  private static void exceeds(
      Located resources, Quantity request, String how, String name, Quantity limit) {
    resources.invalid("requests", request.toString(), how + name + " limit of " + limit);
  }

  /** Each claim is one of the pod's, and is taken once. */
  private static void claims(Located resources, Set<String> ofPod) {
    Set<String> keys = new HashSet<>();
    for (Located claim : resources.each("claims")) {
      String name = claim.text("name");
      if (name.isEmpty()) {
        claim.errors().required(claim.path(), "");
        continue;
      }
      if (keys.contains(name)) {
        claim.errors().duplicate(claim.path(), name);
      } else {
        claim.formIfAny("request", Names::label1123);
        String request = claim.text("request");
        String key = request.isEmpty() ? name : name + "/" + request;
        if (keys.contains(key)) {
          claim.errors().duplicate(claim.path(), key);
        } else if (request.isEmpty()
            && keys.stream().anyMatch(each -> each.startsWith(name + "/"))) {
          claim.errors().duplicate(claim.path(), name);
        }
        keys.add(key);
      }
      if (!ofPod.contains(name)) {
        String known =
            ofPod.isEmpty() ? " which is empty" : ": " + String.join(", ", new TreeSet<>(ofPod));
        claim
            .errors()
            .notFound(
                claim.path(), name, "must be one of the names in pod.spec.resourceClaims" + known);
      }
    }
  }

  /** What the pod states covers what its containers do. */
  private static void consistency(Located spec, Located resources) {
    JsonObject requests = resources.json().object("requests");
    PodResources.ofContainers(spec.json(), "requests")
        .forEach(
            (name, sum) ->
                covers(resources, "requests", requests, name, sum, "aggregate container requests"));
    JsonObject limits = resources.json().object("limits");
    PodResources.ofContainers(spec.json(), "limits")
        .forEach(
            (name, sum) -> {
              if (ResourceNames.isHugePage(name)) {
                covers(resources, "limits", limits, name, sum, "aggregate container limits");
              }
            });
    List<Located> containers = spec.each("containers");
    for (int i = 0; i < containers.size(); i++) {
      int index = i;
      PodResources.amounts(containers.get(i).in("resources").json().object("limits"))
          .forEach(
              (name, own) ->
                  Amounts.of(limits.get(name))
                      .filter(limit -> own.compareTo(limit) > 0)
                      .ifPresent(
                          limit ->
                              resources
                                  .errors()
                                  .invalid(
                                      resources
                                          .path("containers")
                                          .index(index)
                                          .key(name)
                                          .child("limits"),
                                      own.toString(),
                                      "must be less than or equal to pod limits of " + limit)));
    }
  }

  private static void covers(
      Located resources, String list, JsonObject stated, String name, Quantity sum, String what) {
    Amounts.of(stated.get(name))
        .filter(amount -> sum.compareTo(amount) > 0)
        .ifPresent(
            amount ->
                resources
                    .errors()
                    .invalid(
                        path(resources, list, name),
                        amount.toString(),
                        "must be greater than or equal to " + what + " of " + sum));
  }

  /** What a claim for a volume requests. */
  static void storage(Located claim) {
    JsonObject requests = claim.in("resources").json().object("requests");
    FieldPath path = claim.path("resources").key("storage");
    if (!requests.isSet("storage")) {
      claim.errors().required(path, "");
      return;
    }
    Amounts.of(requests.get("storage"))
        .ifPresent(
            amount -> {
              if (amount.signum() <= 0) {
                claim.errors().invalid(path, amount.toString(), "must be greater than zero");
              } else {
                value(claim, () -> path, "storage", amount);
              }
            });
  }
}
