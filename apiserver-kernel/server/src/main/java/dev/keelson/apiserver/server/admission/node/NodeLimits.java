package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.kind.Semantics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a node may say of itself: nothing by which it would draw pods that are not meant for it. */
final class NodeLimits {
  private static final String RESTRICTED = "node-restriction.kubernetes.io";
  private static final Set<String> OWN_LABELS =
      Set.of(
          "kubernetes.io/hostname",
          "topology.kubernetes.io/zone",
          "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region",
          "beta.kubernetes.io/instance-type",
          "node.kubernetes.io/instance-type",
          "kubernetes.io/os",
          "kubernetes.io/arch",
          "beta.kubernetes.io/os",
          "beta.kubernetes.io/arch");
  private static final List<String> OWN_DOMAINS =
      List.of("kubelet.kubernetes.io", "node.kubernetes.io");

  private NodeLimits() {}

  static void check(AdmissionRequest request, String node) {
    String named = request.name().name();
    String who = "node " + GoText.quoted(node);
    if (!named.equals(node)) {
      throw Refusal.forbidden(
          request, who + " is not allowed to modify node " + GoText.quoted(named));
    }
    switch (request.operation()) {
      case CREATE -> created(request, who);
      case UPDATE -> updated(request, who);
      case DELETE, CONNECT -> {}
    }
  }

  private static void created(AdmissionRequest request, String who) {
    ApiObject created = request.object().orElseThrow();
    if (created.spec().isSet("configSource")) {
      throw Refusal.forbidden(
          request, who + " is not allowed to create pods with a non-nil configSource");
    }
    Set<String> forbidden = forbidden(created.labels(), Map.of());
    if (!forbidden.isEmpty()) {
      throw Refusal.forbidden(
          request,
          who + " is not allowed to set the following labels: " + String.join(", ", forbidden));
    }
  }

  private static void updated(AdmissionRequest request, String who) {
    ApiObject now = request.object().orElseThrow();
    ApiObject then = request.before().orElseThrow();
    if (now.spec().isSet("configSource")
        && !Semantics.same(now.spec().get("configSource"), then.spec().get("configSource"))) {
      throw Refusal.forbidden(
          request, who + " is not allowed to update configSource to a new non-nil configSource");
    }
    if (!Semantics.same(now.spec().get("taints"), then.spec().get("taints"))) {
      throw Refusal.forbidden(request, who + " is not allowed to modify taints");
    }
    if (!Semantics.same(now.ownerReferences(), then.ownerReferences())) {
      throw Refusal.forbidden(request, who + " is not allowed to modify ownerReferences");
    }
    Set<String> forbidden = forbidden(now.labels(), then.labels());
    if (!forbidden.isEmpty()) {
      throw Refusal.forbidden(
          request, "is not allowed to modify labels: " + String.join(", ", forbidden));
    }
  }

  /** Those that differ and are not the node's to say. */
  private static Set<String> forbidden(Map<String, String> now, Map<String, String> then) {
    Set<String> keys = new TreeSet<>(now.keySet());
    keys.addAll(then.keySet());
    keys.removeIf(
        key -> now.containsKey(key) && now.get(key).equals(then.get(key)) || !isForbidden(key));
    return keys;
  }

  private static boolean isForbidden(String key) {
    String domain = key.substring(0, Math.max(key.indexOf('/'), 0));
    boolean isOfKubernetes = isWithin(domain, "kubernetes.io") || isWithin(domain, "k8s.io");
    boolean isOwn =
        OWN_LABELS.contains(key) || OWN_DOMAINS.stream().anyMatch(own -> isWithin(domain, own));
    return isWithin(domain, RESTRICTED) || isOfKubernetes && !isOwn;
  }

  private static boolean isWithin(String domain, String outer) {
    return domain.equals(outer) || domain.endsWith("." + outer);
  }
}
