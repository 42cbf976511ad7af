package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The kinds of volume of {@code core/v1}, in the order in which they are checked. */
final class VolumeSources {
  static final List<String> ALL =
      List.of(
          "emptyDir",
          "hostPath",
          "gitRepo",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "secret",
          "nfs",
          "iscsi",
          "glusterfs",
          "flocker",
          "persistentVolumeClaim",
          "rbd",
          "cinder",
          "cephfs",
          "quobyte",
          "downwardAPI",
          "fc",
          "flexVolume",
          "configMap",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "storageos",
          "projected",
          "scaleIO",
          "csi",
          "ephemeral",
          "image");

  private VolumeSources() {}

  /** Those which a volume names: one, in a correct volume. */
  static List<String> of(JsonObject volume) {
    List<String> named = new ArrayList<>(1);
    for (String source : ALL) {
      if (volume.isSet(source)) {
        named.add(source);
      }
    }
    return named;
  }
}
