package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  private static final Map<String, Integer> PLACES =
      IntStream.range(0, ALL.size()).boxed().collect(Collectors.toMap(ALL::get, each -> each));

  private VolumeSources() {}

  /** Those which a volume names, in the order of {@link #ALL}: one, in a correct volume. */
  static List<String> of(JsonObject volume) {
    List<String> named = new ArrayList<>(1);
    volume.forEach(
        (name, value) -> {
          if (value != JsonNull.NULL && PLACES.containsKey(name)) {
            named.add(name);
          }
        });
    if (named.size() > 1) {
      named.sort(Comparator.comparing(PLACES::get));
    }
    return named;
  }
}
