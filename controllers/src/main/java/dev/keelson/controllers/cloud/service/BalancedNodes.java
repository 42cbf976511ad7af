package dev.keelson.controllers.cloud.service;

import dev.keelson.apiserver.model.ApiObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes that load balancers send to; ready or not, which the balancers find out. */
final class BalancedNodes {
  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";
  private static final String GOING = "ToBeDeletedByClusterAutoscaler";

  /** What Go's {@code ParseBool} takes for false; anything else excludes the node. */
  private static final Set<String> NO = Set.of("0", "f", "F", "false", "FALSE", "False");

  private BalancedNodes() {}

  static List<ApiObject> of(Collection<ApiObject> nodes) {
    return nodes.stream().filter(BalancedNodes::isBalanced).toList();
  }

  private static boolean isBalanced(ApiObject node) {
    return !node.isBeingDeleted()
        && isIncluded(node)
        && node.spec().array("taints").objects().noneMatch(each -> each.text("key").equals(GOING));
  }

  private static boolean isIncluded(ApiObject node) {
    var labels = node.metadata().object("labels");
    return !labels.has(EXCLUDED) || NO.contains(labels.text(EXCLUDED));
  }

  /** Whether balancers have to be told; a taint alone is no reason. */
  static boolean differs(ApiObject before, ApiObject now) {
    return isIncluded(before) != isIncluded(now) || !provider(before).equals(provider(now));
  }

  private static String provider(ApiObject node) {
    return node.spec().text("providerID");
  }

  /** By what two sets are the same to a balancer. */
  static Map<String, String> identity(List<ApiObject> nodes) {
    Map<String, String> identity = new HashMap<>();
    nodes.forEach(node -> identity.put(node.name(), provider(node)));
    return Map.copyOf(identity);
  }

  /** For messages: twenty at most. */
  static String names(List<ApiObject> nodes) {
    List<String> names = nodes.stream().limit(20).map(ApiObject::name).sorted().toList();
    String more = nodes.size() > 20 ? " <" + (nodes.size() - 20) + " more>" : "";
    return "[" + String.join(" ", names) + more + "]";
  }
}
