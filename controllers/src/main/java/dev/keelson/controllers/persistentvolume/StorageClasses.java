package dev.keelson.controllers.persistentvolume;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** The StorageClasses there are. */
record StorageClasses(Informer informer) {
  /** Provisioners that were once built in, and the drivers that took over. */
  private static final Map<String, String> MIGRATED =
      Map.of(
          "kubernetes.io/aws-ebs", "ebs.csi.aws.com",
          "kubernetes.io/gce-pd", "pd.csi.storage.gke.io",
          "kubernetes.io/azure-disk", "disk.csi.azure.com",
          "kubernetes.io/azure-file", "file.csi.azure.com",
          "kubernetes.io/cinder", "cinder.csi.openstack.org",
          "kubernetes.io/vsphere-volume", "csi.vsphere.vmware.com",
          "kubernetes.io/portworx-volume", "pxd.portworx.com");

  Optional<ApiObject> get(String name) {
    return name.isEmpty() ? Optional.empty() : informer.store().get(new ObjectName("", name));
  }

  boolean waitsForConsumer(String name) {
    return get(name)
        .map(each -> each.tree().text("volumeBindingMode").equals("WaitForFirstConsumer"))
        .orElse(false);
  }

  /** Of several the youngest. */
  Optional<ApiObject> usual() {
    return informer.store().list().stream()
        .filter(StorageClasses::isDefault)
        .max(
            Comparator.<ApiObject, String>comparing(
                    each -> each.metadata().text("creationTimestamp"))
                .thenComparing(Comparator.comparing(ApiObject::name).reversed()));
  }

  private static boolean isDefault(ApiObject storageClass) {
    Map<String, String> annotations = storageClass.annotations();
    return "true".equals(annotations.get("storageclass.kubernetes.io/is-default-class"))
        || "true".equals(annotations.get("storageclass.beta.kubernetes.io/is-default-class"));
  }

  /** Who makes volumes of the class; empty: nobody can, it names something that was built in. */
  static Optional<String> provisioner(ApiObject storageClass) {
    String name = storageClass.tree().text("provisioner");
    String migrated = MIGRATED.getOrDefault(name, name);
    return migrated.startsWith("kubernetes.io/") ? Optional.empty() : Optional.of(migrated);
  }
}
