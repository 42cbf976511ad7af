package dev.keelson.controllers.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.controllers.pod.Times;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What objects of a resource cost, by the names that quotas have for it. Pure. */
final class Evaluation {
  private static final String COUNT = "count/";
  private static final String HUGE_PAGES = "hugepages-";
  private static final String CLASS = ".storageclass.storage.k8s.io/";
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final String STORAGE = "requests.storage";
  private static final String DEVICE_CLASS = "deviceclass.resource.kubernetes.io/";

  private static final Set<String> COMPUTE = Set.of("cpu", "memory", "ephemeral-storage");

  /** Counted under their own names before there was {@code count/}. */
  private static final Set<String> BY_NAME =
      Set.of("configmaps", "resourcequotas", "replicationcontrollers", "secrets");

  private Evaluation() {}

  /** The resource, {@code deployments.apps}, whose objects cost something of that name. */
  static Stream<String> measuring(String name) {
    if (name.startsWith(COUNT)) {
      return Stream.of(name.substring(COUNT.length()));
    }
    if (BY_NAME.contains(name)) {
      return Stream.of(name);
    }
    return switch (name) {
      case "services", "services.nodeports", "services.loadbalancers" -> Stream.of("services");
      case CLAIMS, STORAGE -> Stream.of(CLAIMS);
      default ->
          name.endsWith(CLASS + CLAIMS) || name.endsWith(CLASS + STORAGE)
              ? Stream.of(CLAIMS)
              : isOfPods(name) ? Stream.of("pods") : Stream.empty();
    };
  }

  private static boolean isOfPods(String name) {
    return name.equals("pods")
        || COMPUTE.contains(name)
        || name.startsWith(HUGE_PAGES)
        || name.startsWith("requests.")
        || (name.startsWith("limits.") && COMPUTE.contains(name.substring("limits.".length())));
  }

  /** Whether a quota of those scopes is about it. */
  static boolean isCovered(String resource, ApiObject object, Iterable<QuotaScope> scopes) {
    for (QuotaScope each : scopes) {
      boolean has =
          switch (resource) {
            case "pods" -> each.hasPod(object);
            case CLAIMS -> each.hasClaim(object);
            default -> false;
          };
      if (!has) {
        return false;
      }
    }
    return true;
  }

  static Map<String, Quantity> cost(String resource, ApiObject object, Instant now) {
    SortedMap<String, Quantity> cost =
        switch (resource) {
          case "pods" -> pod(object, now);
          case "services" -> service(object);
          case CLAIMS -> claim(object);
          default -> new TreeMap<>();
        };
    cost.put(COUNT + resource, Amounts.ONE);
    if (BY_NAME.contains(resource)) {
      cost.put(resource, Amounts.ONE);
    }
    return cost;
  }

  private static SortedMap<String, Quantity> pod(ApiObject pod, Instant now) {
    SortedMap<String, Quantity> cost = new TreeMap<>();
    if (isOver(pod, now)) {
      return cost;
    }
    cost.put("pods", Amounts.ONE);
    PodDemand.of(pod, PodDemand.REQUESTS)
        .forEach(
            (name, amount) -> {
              if (COMPUTE.contains(name) || name.startsWith(HUGE_PAGES)) {
                cost.put(name, amount);
                cost.put("requests." + name, amount);
              } else if (isExtended(name)) {
                cost.put("requests." + name, amount);
              }
            });
    PodDemand.of(pod, PodDemand.LIMITS)
        .forEach(
            (name, amount) -> {
              if (COMPUTE.contains(name)) {
                cost.put("limits." + name, amount);
              }
            });
    return cost;
  }

  /** Of somebody's own domain. */
  private static boolean isExtended(String name) {
    return name.startsWith(DEVICE_CLASS)
        || (name.contains("/") && !name.substring(0, name.indexOf('/')).endsWith("kubernetes.io"));
  }

  /** It ended, or ought to have: a lost node shall keep nobody from starting others. */
  static boolean isOver(ApiObject pod, Instant now) {
    String phase = pod.status().text("phase");
    if (phase.equals("Failed") || phase.equals("Succeeded")) {
      return true;
    }
    if (!pod.metadata().isSet("deletionGracePeriodSeconds")) {
      return false;
    }
    long grace = pod.metadata().number("deletionGracePeriodSeconds", 0);
    return Times.deleted(pod).filter(time -> now.isAfter(time.plusSeconds(grace))).isPresent();
  }

  private static SortedMap<String, Quantity> service(ApiObject service) {
    SortedMap<String, Quantity> cost = new TreeMap<>();
    boolean isBalanced = service.spec().text("type").equals("LoadBalancer");
    cost.put("services", Amounts.ONE);
    cost.put("services.loadbalancers", isBalanced ? Amounts.ONE : Quantity.ZERO);
    cost.put(
        "services.nodeports", Quantity.of(nodePorts(service.spec()), Quantity.Format.DECIMAL_SI));
    return cost;
  }

  private static long nodePorts(JsonObject spec) {
    return switch (spec.text("type")) {
      case "NodePort" -> spec.array("ports").size();
      case "LoadBalancer" ->
          spec.get("allocateLoadBalancerNodePorts") == JsonBool.FALSE
              ? spec.array("ports")
                  .objects()
                  .filter(each -> each.number("nodePort", 0) != 0)
                  .count()
              : spec.array("ports").size();
      default -> 0;
    };
  }

  private static SortedMap<String, Quantity> claim(ApiObject claim) {
    SortedMap<String, Quantity> cost = new TreeMap<>();
    String beta = claim.annotations().getOrDefault("volume.beta.kubernetes.io/storage-class", "");
    String storageClass = beta.isEmpty() ? claim.spec().text("storageClassName") : beta;
    cost.put(CLAIMS, Amounts.ONE);
    Optional<Quantity> storage = storage(claim);
    storage.ifPresent(bytes -> cost.put(STORAGE, bytes));
    if (!storageClass.isEmpty()) {
      cost.put(storageClass + CLASS + CLAIMS, Amounts.ONE);
      storage.ifPresent(bytes -> cost.put(storageClass + CLASS + STORAGE, bytes));
    }
    return cost;
  }

  /** In whole bytes: what is requested, or more where a volume is growing beyond that. */
  private static Optional<Quantity> storage(ApiObject claim) {
    Quantity allocated =
        Amounts.one(claim.status().at("allocatedResources", "storage")).orElse(Quantity.ZERO);
    return Amounts.one(claim.spec().at("resources", "requests", "storage"))
        .map(requested -> requested.max(allocated))
        .map(
            bytes ->
                bytes.isWhole()
                    ? bytes
                    : Quantity.of(bytes.amount().setScale(0, RoundingMode.UP), bytes.format()));
  }
}
