package dev.keelson.controllers;

import dev.keelson.apiserver.client.ApiTransport;
import java.util.Map;
import java.util.Optional;

/**
 * Port: a way to the API server as one of kube-system's service accounts, so that each controller
 * may do no more than its own work. Upstream's {@code --use-service-account-credentials}.
 */
@FunctionalInterface
public interface Accounts {
  /** All controllers speak as their process does. */
  Accounts SHARED = _ -> Optional.empty();

  /**
   * @param name of the service account, such as {@code generic-garbage-collector}
   * @return empty: as the process itself; otherwise the manager closes it
   */
  Optional<ApiTransport> as(String name);

  /** Where a service account is not called as its controller is: names from before 1.27. */
  Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("endpoints-controller", "endpoint-controller"),
          Map.entry("endpointslice-mirroring-controller", "endpointslicemirroring-controller"),
          Map.entry("replicationcontroller-controller", "replication-controller"),
          Map.entry("pod-garbage-collector-controller", "pod-garbage-collector"),
          Map.entry("garbage-collector-controller", "generic-garbage-collector"),
          Map.entry("daemonset-controller", "daemon-set-controller"),
          Map.entry("serviceaccount-controller", "service-account-controller"),
          Map.entry("horizontal-pod-autoscaler-controller", "horizontal-pod-autoscaler"),
          Map.entry("persistentvolume-binder-controller", "persistent-volume-binder"),
          Map.entry("persistentvolume-attach-detach-controller", "attachdetach-controller"),
          Map.entry("persistentvolumeclaim-protection-controller", "pvc-protection-controller"),
          Map.entry("persistentvolume-protection-controller", "pv-protection-controller"),
          Map.entry("root-ca-certificate-publisher-controller", "root-ca-cert-publisher"),
          Map.entry("certificatesigningrequest-signing-controller", "certificate-controller"),
          Map.entry("certificatesigningrequest-approving-controller", "certificate-controller"),
          Map.entry("certificatesigningrequest-cleaner-controller", "certificate-controller"),
          Map.entry("node-lifecycle-controller", "node-controller"),
          Map.entry("node-ipam-controller", "node-controller"),
          Map.entry("taint-eviction-controller", "node-controller"),
          Map.entry("bootstrap-signer-controller", "bootstrap-signer"),
          Map.entry("token-cleaner-controller", "token-cleaner"),
          Map.entry(
              "legacy-serviceaccount-token-cleaner-controller",
              "legacy-service-account-token-cleaner"),
          Map.entry("service-cidr-controller", "service-cidrs-controller"));

  /** Upstream gives it no account of its own: it speaks as the process. */
  String TOKEN_CONTROLLER = "serviceaccount-token-controller";

  /** By the name of a controller. */
  default Optional<ApiTransport> of(String controller) {
    return controller.equals(TOKEN_CONTROLLER)
        ? Optional.empty()
        : as(NAMES.getOrDefault(controller, controller));
  }
}
