package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Names of resources: a few that Kubernetes knows, and any with a domain before them. */
public final class ResourceNames {
  private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");

  private static final Set<String> STANDARD =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage",
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "storage",
          "requests.storage",
          "services.nodeports",
          "services.loadbalancers");

  private static final Set<String> INTEGERS =
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

  private ResourceNames() {}

  /** What is wrong with a name in a container's lists. */
  static List<String> ofContainer(String name) {
    if (OF_CONTAINERS.contains(name)) {
      return List.of();
    }
    List<String> wrong = new ArrayList<>(ofPod(name));
    if (name.indexOf('/') < 0) {
      if (!isHugePage(name)) {
        wrong.add("must be a standard resource for containers");
      }
    } else if (!isNative(name) && !isExtended(name)) {
      wrong.add("doesn't follow extended resource name standard");
    }
    return wrong;
  }

  /** What is wrong with a name anywhere. */
  static List<String> ofPod(String name) {
    List<String> wrong = Names.qualifiedName(name);
    if (!wrong.isEmpty() || name.indexOf('/') >= 0 || isStandard(name)) {
      return wrong;
    }
    return List.of("must be a standard resource type or fully qualified");
  }

  private static boolean isStandard(String name) {
    return STANDARD.contains(name) || isHugePage(name) || name.startsWith("requests.hugepages-");
  }

  static boolean isHugePage(String name) {
    return name.startsWith("hugepages-");
  }

  /** Without a domain, or with one of Kubernetes' own. */
  static boolean isNative(String name) {
    return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
  }

  /** Those of other domains, given to containers as a whole. */
  static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && Names.qualifiedName("requests." + name).isEmpty();
  }

  /** Whether a request may be less than the limit. */
  static boolean allowsOvercommit(String name) {
    return isNative(name) && !isHugePage(name);
  }

  static boolean isInteger(String name) {
    return INTEGERS.contains(name) || isExtended(name);
  }

  /** The size of a page is the end of the name. */
  static boolean isWholePages(String name, Quantity amount) {
    try {
      Quantity page = Quantity.parse(name.substring("hugepages-".length()));
      return page.signum() > 0
          && page.milliValue() % 1000 == 0
          && amount.value() % page.value() == 0;
    } catch (BadQuantity _) {
      return false;
    }
  }
}
