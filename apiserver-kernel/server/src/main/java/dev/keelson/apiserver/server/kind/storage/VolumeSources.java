package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Texts;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a PersistentVolume is made of. In full those that today's Kubernetes still mounts itself; of
 * the ones that went into CSI drivers only what must be there.
 */
final class VolumeSources {
  /** In the order in which upstream asks. */
  static final List<String> ALL =
      List.of(
          "hostPath",
          "gcePersistentDisk",
          "awsElasticBlockStore",
          "glusterfs",
          "flocker",
          "nfs",
          "rbd",
          "quobyte",
          "cephfs",
          "iscsi",
          "cinder",
          "fc",
          "flexVolume",
          "azureFile",
          "vsphereVolume",
          "photonPersistentDisk",
          "portworxVolume",
          "azureDisk",
          "scaleIO",
          "local",
          "storageos",
          "csi");

  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");
  private static final int DRIVER_MOST = 63;

  private VolumeSources() {}

  /** Only the source of a volume's spec. */
  static JsonObject of(JsonObject spec) {
    JsonObject.Builder source = JsonObject.builder();
    ALL.stream().filter(spec::isSet).forEach(name -> source.put(name, spec.get(name)));
    return source.build();
  }

  /** Exactly one, and that one as it should be. */
  static void check(Place spec) {
    int count = 0;
    for (String name : ALL) {
      if (!spec.has(name)) {
        continue;
      }
      count++;
      if (count > 1 && !name.equals("flexVolume")) {
        spec.forbidden(name, "may not specify more than 1 volume type");
      } else {
        checkSource(name, spec.at(name), spec);
      }
    }
    if (count == 0) {
      spec.errors().required(spec.path(), "must specify a volume type");
    }
  }

  private static void checkSource(String name, Place source, Place spec) {
    switch (name) {
      case "hostPath" -> {
        if (source.requireText("path")) {
          checkNoSteps(source);
          source.oneOfIfSet("type", HOST_PATH_TYPES);
        }
      }
      case "local" -> {
        if (source.requireText("path")) {
          checkNoSteps(source);
        }
        if (!spec.has("nodeAffinity")) {
          spec.required("nodeAffinity", "Local volume requires node affinity");
        }
      }
      case "nfs" -> {
        source.requireText("server");
        source.requireText("path");
        if (!source.text("path").startsWith("/")) {
          source
              .errors()
              .invalid(source.child("path"), source.text("path"), "must be an absolute path");
        }
      }
      case "csi" -> checkCsi(source);
      case "iscsi" -> {
        source.requireText("targetPortal");
        source.requireText("iqn");
      }
      case "fc" -> {
        if (source.texts("targetWWNs").isEmpty() && source.texts("wwids").isEmpty()) {
          source.required("targetWWNs", "must specify either targetWWNs or wwids, but not both");
        }
      }
      case "flexVolume" -> source.requireText("driver");
      default -> {}
    }
  }

  private static void checkNoSteps(Place source) {
    if (Arrays.asList(source.text("path").split("/", -1)).contains("..")) {
      source.invalid("path", "must not contain '..'");
    }
  }

  private static void checkCsi(Place csi) {
    checkDriver(csi, "driver");
    csi.requireText("volumeHandle");
    for (String secret :
        List.of(
            "controllerPublishSecretRef",
            "controllerExpandSecretRef",
            "nodePublishSecretRef",
            "nodeExpandSecretRef")) {
      if (csi.has(secret)) {
        csi.at(secret).requireForm("name", Names::subdomain1123);
        csi.at(secret).requireForm("namespace", Names::label1123);
      }
    }
  }

  /** The name of a CSI driver: a subdomain in any case. */
  static void checkDriver(Place place, String field) {
    if (!place.requireText(field)) {
      return;
    }
    String name = place.text(field);
    if (Texts.length(name) > DRIVER_MOST) {
      place.errors().tooLong(place.child(field), DRIVER_MOST);
    }
    Names.subdomain1123(name.toLowerCase(Locale.ROOT))
        .forEach(wrong -> place.invalid(field, wrong));
  }
}
