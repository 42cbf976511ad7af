package dev.keelson.scheduler.plugin;

/** What may change in the cluster. */
public enum EventResource {
  POD("Pod"),
  /** Of incoming changes only: a pod that is bound. Registrations for POD hear of it. */
  ASSIGNED_POD("AssignedPod"),
  /** Of incoming changes only: a pod that waits. Registrations for POD hear of it. */
  UNSCHEDULABLE_POD("UnschedulablePod"),
  NODE("Node"),
  PERSISTENT_VOLUME("PersistentVolume"),
  PERSISTENT_VOLUME_CLAIM("PersistentVolumeClaim"),
  CSI_NODE("storage.k8s.io/CSINode"),
  CSI_DRIVER("storage.k8s.io/CSIDriver"),
  VOLUME_ATTACHMENT("storage.k8s.io/VolumeAttachment"),
  CSI_STORAGE_CAPACITY("storage.k8s.io/CSIStorageCapacity"),
  STORAGE_CLASS("storage.k8s.io/StorageClass"),
  RESOURCE_CLAIM("resource.k8s.io/ResourceClaim"),
  RESOURCE_SLICE("resource.k8s.io/ResourceSlice"),
  DEVICE_CLASS("resource.k8s.io/DeviceClass"),
  POD_GROUP("scheduling.k8s.io/PodGroup"),
  /** Everything. */
  WILDCARD("*");

  private final String label;

  EventResource(String label) {
    this.label = label;
  }

  /** As metrics call it. */
  public String label() {
    return label;
  }

  boolean covers(EventResource incoming) {
    return this == WILDCARD
        || this == incoming
        || (this == POD && (incoming == ASSIGNED_POD || incoming == UNSCHEDULABLE_POD));
  }
}
