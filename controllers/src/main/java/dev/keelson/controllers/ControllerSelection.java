package dev.keelson.controllers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code --controllers}: {@code *} means all that are on by default, {@code foo} means foo, {@code
 * -foo} means not foo. Of several that concern one controller the first counts.
 */
public record ControllerSelection(List<String> items) {
  /** Names of before 1.28, which are still understood. */
  private static final Map<String, String> ALIASES = aliases();

  public static final ControllerSelection ALL = new ControllerSelection(List.of("*"));

  public ControllerSelection {
    items = items.stream().map(ControllerSelection::current).toList();
  }

  public static ControllerSelection parse(String flag) {
    return new ControllerSelection(
        List.of(flag.split(",", -1)).stream()
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList());
  }

  public boolean includes(ControllerKind kind) {
    for (String item : items) {
      if (item.equals(kind.name())) {
        return true;
      }
      if (item.equals("-" + kind.name())) {
        return false;
      }
    }
    return items.contains("*") && kind.isOnByDefault();
  }

  /** What is wrong with it, one line each, as kube-controller-manager says it. */
  public List<String> problems(List<ControllerKind> known) {
    List<String> names = known.stream().map(ControllerKind::name).toList();
    return items.stream()
        .filter(item -> !item.equals("*") && !names.contains(withoutSign(item)))
        .map(item -> "\"" + withoutSign(item) + "\" is not in the list of known controllers")
        .toList();
  }

  private static String withoutSign(String item) {
    return item.startsWith("-") ? item.substring(1) : item;
  }

  private static String current(String item) {
    String name = withoutSign(item);
    return item.startsWith("-")
        ? "-" + ALIASES.getOrDefault(name, name)
        : ALIASES.getOrDefault(name, name);
  }

  private static Map<String, String> aliases() {
    Map<String, String> aliases = new HashMap<>();
    for (String plain :
        List.of(
            "serviceaccount-token",
            "replicationcontroller",
            "resourcequota",
            "namespace",
            "serviceaccount",
            "daemonset",
            "job",
            "deployment",
            "replicaset",
            "disruption",
            "statefulset",
            "cronjob",
            "ttl",
            "clusterrole-aggregation",
            "ttl-after-finished",
            "ephemeral-volume")) {
      aliases.put(plain, plain + "-controller");
    }
    aliases.put("endpoint", "endpoints-controller");
    aliases.put("endpointslice", "endpointslice-controller");
    aliases.put("endpointslicemirroring", "endpointslice-mirroring-controller");
    aliases.put("podgc", "pod-garbage-collector-controller");
    aliases.put("garbagecollector", "garbage-collector-controller");
    aliases.put("horizontalpodautoscaling", "horizontal-pod-autoscaler-controller");
    aliases.put("csrsigning", "certificatesigningrequest-signing-controller");
    aliases.put("csrapproving", "certificatesigningrequest-approving-controller");
    aliases.put("csrcleaner", "certificatesigningrequest-cleaner-controller");
    aliases.put("bootstrapsigner", "bootstrap-signer-controller");
    aliases.put("tokencleaner", "token-cleaner-controller");
    aliases.put("nodeipam", "node-ipam-controller");
    aliases.put("nodelifecycle", "node-lifecycle-controller");
    aliases.put("persistentvolume-binder", "persistentvolume-binder-controller");
    aliases.put("attachdetach", "persistentvolume-attach-detach-controller");
    aliases.put("persistentvolume-expander", "persistentvolume-expander-controller");
    aliases.put("pvc-protection", "persistentvolumeclaim-protection-controller");
    aliases.put("pv-protection", "persistentvolume-protection-controller");
    aliases.put("root-ca-cert-publisher", "root-ca-certificate-publisher-controller");
    aliases.put(
        "legacy-service-account-token-cleaner", "legacy-serviceaccount-token-cleaner-controller");
    aliases.put("cloud-node", "cloud-node-controller");
    aliases.put("cloud-node-lifecycle", "cloud-node-lifecycle-controller");
    aliases.put("route", "node-route-controller");
    aliases.put("service", "service-lb-controller");
    return Map.copyOf(aliases);
  }
}
