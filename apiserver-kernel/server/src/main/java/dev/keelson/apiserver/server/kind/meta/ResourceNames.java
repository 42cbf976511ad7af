package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Names of resources that are counted, such as {@code cpu} and {@code requests.storage}. */
public final class ResourceNames {
  private static final String HUGE_PAGES = "hugepages-";
  private static final String REQUESTS = "requests.";
  private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> INTEGER =
      Set.of(
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");
  private static final Set<String> QUOTA = quota();

  private ResourceNames() {}

  private static Set<String> quota() {
    Set<String> names = new HashSet<>(INTEGER);
    names.addAll(CONTAINER);
    CONTAINER.forEach(name -> names.addAll(List.of(REQUESTS + name, "limits." + name)));
    names.add("requests.storage");
    return Set.copyOf(names);
  }

  private static boolean isHugePages(String name) {
    return name.startsWith(HUGE_PAGES) || name.startsWith(REQUESTS + HUGE_PAGES);
  }

  /** Known to quotas. */
  public static boolean isOfQuota(String name) {
    return QUOTA.contains(name) || isHugePages(name);
  }

  /** Of Kubernetes itself: without a domain, or with one of its own. */
  public static boolean isNative(String name) {
    return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
  }

  /** More of it may be allowed than there is. */
  public static boolean isOvercommitAllowed(String name) {
    return isNative(name) && !name.startsWith(HUGE_PAGES);
  }

  private static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith(REQUESTS)
        && Names.qualifiedName(REQUESTS + name).isEmpty();
  }

  /** A resource of any sort. */
  public static void check(String name, FieldPath path, FieldErrors errors) {
    isFit(name, path, errors);
  }

  private static boolean isFit(String name, FieldPath path, FieldErrors errors) {
    List<String> wrong = Names.qualifiedName(name);
    wrong.forEach(each -> errors.invalid(path, name, each));
    if (!wrong.isEmpty()) {
      return false;
    }
    if (name.indexOf('/') < 0 && !isOfQuota(name) && !name.equals("storage")) {
      errors.invalid(path, name, "must be a standard resource type or fully qualified");
      return false;
    }
    return true;
  }

  /** A resource that containers ask for. */
  public static void checkOfContainer(String name, FieldPath path, FieldErrors errors) {
    isFit(name, path, errors);
    if (name.indexOf('/') < 0) {
      if (!CONTAINER.contains(name) && !name.startsWith(HUGE_PAGES)) {
        errors.invalid(path, name, "must be a standard resource for containers");
      }
    } else if (!isNative(name) && !isExtended(name)) {
      errors.invalid(path, name, "doesn't follow extended resource name standard");
    }
  }

  /** A resource that quotas limit. */
  public static void checkOfQuota(String name, FieldPath path, FieldErrors errors) {
    isFit(name, path, errors);
    if (name.indexOf('/') < 0 && !isOfQuota(name)) {
      errors.invalid(path, name, "must be a standard resource for quota");
    }
  }

  /** Not negative, and whole where the resource is counted in pieces. */
  public static void checkAmount(
      String name, JsonValue amount, FieldPath path, FieldErrors errors) {
    Quantity quantity = Amounts.orZero(amount);
    if (quantity.signum() < 0) {
      errors.invalid(path, quantity.toString(), "must be greater than or equal to 0");
    }
    if ((INTEGER.contains(name) || isExtended(name)) && !quantity.isWhole()) {
      errors.invalid(path, quantity.toString(), "must be an integer");
    }
  }
}
