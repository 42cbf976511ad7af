package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.GroupVersionKind;
import java.util.Map;

/** The columns of each built-in kind, as upstream's internal printers have them. */
public final class BuiltInColumns {
  private static final Map<String, Columns> BY_KIND =
      Map.ofEntries(
          Map.entry("Pod", WorkloadColumns.POD),
          Map.entry("PodTemplate", WorkloadColumns.POD_TEMPLATE),
          Map.entry("ReplicationController", WorkloadColumns.REPLICATION_CONTROLLER),
          Map.entry("ReplicaSet", WorkloadColumns.REPLICA_SET),
          Map.entry("Deployment", WorkloadColumns.DEPLOYMENT),
          Map.entry("Scale", WorkloadColumns.SCALE),
          Map.entry("StatefulSet", WorkloadColumns.STATEFUL_SET),
          Map.entry("DaemonSet", WorkloadColumns.DAEMON_SET),
          Map.entry("Job", WorkloadColumns.JOB),
          Map.entry("CronJob", WorkloadColumns.CRON_JOB),
          Map.entry("ControllerRevision", WorkloadColumns.CONTROLLER_REVISION),
          Map.entry("PodDisruptionBudget", WorkloadColumns.DISRUPTION_BUDGET),
          Map.entry("HorizontalPodAutoscaler", WorkloadColumns.AUTOSCALER),
          Map.entry("Service", NetworkColumns.SERVICE),
          Map.entry("Ingress", NetworkColumns.INGRESS),
          Map.entry("IngressClass", NetworkColumns.INGRESS_CLASS),
          Map.entry("NetworkPolicy", NetworkColumns.NETWORK_POLICY),
          Map.entry("Endpoints", NetworkColumns.ENDPOINTS),
          Map.entry("EndpointSlice", NetworkColumns.ENDPOINT_SLICE),
          Map.entry("IPAddress", NetworkColumns.IP_ADDRESS),
          Map.entry("ServiceCIDR", NetworkColumns.SERVICE_CIDR),
          Map.entry("Node", ClusterColumns.NODE),
          Map.entry("Namespace", ClusterColumns.NAMESPACE),
          Map.entry("ConfigMap", ClusterColumns.CONFIG_MAP),
          Map.entry("Secret", ClusterColumns.SECRET),
          Map.entry("ServiceAccount", ClusterColumns.NAME_AND_AGE),
          Map.entry("Event", ClusterColumns.EVENT),
          Map.entry("ResourceQuota", ClusterColumns.QUOTA),
          Map.entry("RoleBinding", ClusterColumns.BINDING),
          Map.entry("ClusterRoleBinding", ClusterColumns.BINDING),
          Map.entry("CertificateSigningRequest", ClusterColumns.SIGNING_REQUEST),
          Map.entry("Lease", ClusterColumns.LEASE),
          Map.entry("PriorityClass", ClusterColumns.PRIORITY_CLASS),
          Map.entry("RuntimeClass", ClusterColumns.RUNTIME_CLASS),
          Map.entry("ComponentStatus", ClusterColumns.COMPONENT_STATUS),
          Map.entry("DeviceClass", ClusterColumns.NAME_AND_AGE),
          Map.entry("ResourceClaim", ClusterColumns.RESOURCE_CLAIM),
          Map.entry("ResourceClaimTemplate", ClusterColumns.NAME_AND_AGE),
          Map.entry("ResourceSlice", ClusterColumns.RESOURCE_SLICE),
          Map.entry("MutatingWebhookConfiguration", PolicyColumns.WEBHOOKS),
          Map.entry("ValidatingWebhookConfiguration", PolicyColumns.WEBHOOKS),
          Map.entry("MutatingAdmissionPolicy", PolicyColumns.MUTATING_POLICY),
          Map.entry("ValidatingAdmissionPolicy", PolicyColumns.VALIDATING_POLICY),
          Map.entry("MutatingAdmissionPolicyBinding", PolicyColumns.BINDING),
          Map.entry("ValidatingAdmissionPolicyBinding", PolicyColumns.BINDING),
          Map.entry("PersistentVolume", StorageColumns.VOLUME),
          Map.entry("PersistentVolumeClaim", StorageColumns.CLAIM),
          Map.entry("StorageClass", StorageColumns.CLASS),
          Map.entry("VolumeAttributesClass", StorageColumns.ATTRIBUTES_CLASS),
          Map.entry("VolumeAttachment", StorageColumns.ATTACHMENT),
          Map.entry("CSINode", StorageColumns.NODE),
          Map.entry("CSIDriver", StorageColumns.DRIVER),
          Map.entry("CSIStorageCapacity", StorageColumns.CAPACITY));

  private BuiltInColumns() {}

  /** Name and creation time for those that have none of their own. */
  public static Columns of(GroupVersionKind kind) {
    return BY_KIND.getOrDefault(kind.kind(), ClusterColumns.ROLE_COLUMNS);
  }
}
