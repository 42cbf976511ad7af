package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.auth.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** For whom a pod needs tokens: its own projections, and the drivers of its volumes. */
final class PodAudiences {
  /** Drivers that took the place of kinds of volumes that were once built in. */
  private static final Map<String, String> SUCCESSORS =
      Map.of(
          "awsElasticBlockStore", "ebs.csi.aws.com",
          "azureDisk", "disk.csi.azure.com",
          "azureFile", "file.csi.azure.com",
          "cinder", "cinder.csi.openstack.org",
          "gcePersistentDisk", "pd.csi.storage.gke.io",
          "portworxVolume", "pxd.portworx.com",
          "vsphereVolume", "csi.vsphere.vmware.com");

  /**
   * @param problems objects on the way that are not there; none where the audience was found
   */
  record Found(boolean isThere, List<String> problems) {}

  /** Ends the way: something that a volume names is not there. */
  private static final class Missing extends Exception {
    private static final long serialVersionUID = 1;

    Missing(String resource, String name) {
      super(resource + " " + GoText.quoted(name) + " not found", null, false, false);
    }
  }

  private final ObjectFinder objects;

  PodAudiences(ObjectFinder objects) {
    this.objects = objects;
  }

  Found find(ApiObject pod, String audience) {
    List<String> problems = new ArrayList<>();
    for (JsonObject volume : pod.spec().array("volumes").objects().toList()) {
      try {
        if (isProjected(volume, audience) || isOfDriver(pod, volume, audience)) {
          return new Found(true, List.of());
        }
      } catch (Missing e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return new Found(false, List.copyOf(problems));
  }

  private static boolean isProjected(JsonObject volume, String audience) {
    return volume
        .arrayAt("projected", "sources")
        .objects()
        .filter(source -> source.isSet("serviceAccountToken"))
        .anyMatch(source -> source.textAt("serviceAccountToken", "audience").equals(audience));
  }

  private boolean isOfDriver(ApiObject pod, JsonObject volume, String audience) throws Missing {
    Optional<String> driver = driver(pod, volume);
    if (driver.isEmpty()) {
      return false;
    }
    return find("storage.k8s.io/v1", "csidrivers", "csidriver.storage.k8s.io", "", driver.get())
        .spec()
        .array("tokenRequests")
        .objects()
        .anyMatch(each -> each.text("audience").equals(audience));
  }

  private Optional<String> driver(ApiObject pod, JsonObject volume) throws Missing {
    if (volume.object("ephemeral").isSet("volumeClaimTemplate")) {
      return driverOfClaim(pod.namespace(), pod.name() + "-" + volume.text("name"));
    }
    if (volume.isSet("persistentVolumeClaim")) {
      return driverOfClaim(pod.namespace(), volume.textAt("persistentVolumeClaim", "claimName"));
    }
    return driverOf(volume);
  }

  private Optional<String> driverOfClaim(String namespace, String name) throws Missing {
    ApiObject claim =
        find("v1", "persistentvolumeclaims", "persistentvolumeclaim", namespace, name);
    String volume = claim.spec().text("volumeName");
    return driverOf(find("v1", "persistentvolumes", "persistentvolume", "", volume).spec());
  }

  private static Optional<String> driverOf(JsonObject source) {
    String driver = source.textAt("csi", "driver");
    return driver.isEmpty()
        ? source.names().stream()
            .filter(source::isSet)
            .filter(SUCCESSORS::containsKey)
            .findFirst()
            .map(SUCCESSORS::get)
        : Optional.of(driver);
  }

  private ApiObject find(
      String apiVersion, String resource, String singular, String namespace, String name)
      throws Missing {
    return objects
        .find(apiVersion, resource, new ObjectName(namespace, name))
        .orElseThrow(() -> new Missing(singular, name));
  }
}
