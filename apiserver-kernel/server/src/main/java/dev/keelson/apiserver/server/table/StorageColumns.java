package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Volumes, claims, classes, drivers. */
final class StorageColumns {
  private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";
  private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";
  private static final Map<String, String> MODES =
      Map.of(
          "ReadWriteOnce", "RWO",
          "ReadOnlyMany", "ROX",
          "ReadWriteMany", "RWX",
          "ReadWriteOncePod", "RWOP");

  static final Columns VOLUME =
      Heads.of(
          "Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,"
              + "VolumeAttributesClass,Reason,Age,+VolumeMode",
          row -> {
            JsonObject spec = row.object().spec();
            JsonObject claim = spec.object("claimRef");
            row.name()
                .text(spec.textAt("capacity", "storage"))
                .text(modes(spec.array("accessModes")))
                .text(spec.text("persistentVolumeReclaimPolicy"))
                .text(phase(row.object()))
                .text(claim.isEmpty() ? "" : claim.text("namespace") + "/" + claim.text("name"))
                .text(storageClass(row.object()))
                .text(spec.text("volumeAttributesClassName", "<unset>"))
                .text(row.object().status().text("reason"))
                .age()
                .text(spec.text("volumeMode", "<unset>"));
          });

  static final Columns CLAIM =
      Heads.of(
          "Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age,"
              + "+VolumeMode",
          row -> {
            JsonObject spec = row.object().spec();
            JsonObject status = row.object().status();
            boolean isBound = !spec.text("volumeName").isEmpty();
            row.name()
                .text(phase(row.object()))
                .text(spec.text("volumeName"))
                .text(isBound ? status.textAt("capacity", "storage") : "")
                .text(isBound ? modes(status.array("accessModes")) : "")
                .text(storageClass(row.object()))
                .text(spec.text("volumeAttributesClassName", "<unset>"))
                .age()
                .text(spec.text("volumeMode", "<unset>"));
          });

  static final Columns CLASS =
      Heads.of(
          "Name,Provisioner,ReclaimPolicy,VolumeBindingMode,AllowVolumeExpansion,Age",
          row -> {
            JsonObject tree = row.object().tree();
            boolean isDefault = "true".equals(row.object().annotations().get(DEFAULT));
            row.text(row.object().name() + (isDefault ? " (default)" : ""))
                .text(tree.text("provisioner"))
                .text(tree.text("reclaimPolicy", "Delete"))
                .text(tree.text("volumeBindingMode", "Immediate"))
                .flag(tree.isTrue("allowVolumeExpansion"))
                .age();
          });

  static final Columns ATTRIBUTES_CLASS =
      Heads.of(
          "Name,DriverName,Age",
          row -> row.name().text(row.object().tree().text("driverName")).age());

  static final Columns ATTACHMENT =
      Heads.of(
          "Name,Attacher,PV,Node,?Attached,Age",
          row -> {
            JsonObject spec = row.object().spec();
            row.name()
                .text(spec.text("attacher"))
                .text(spec.textAt("source", "persistentVolumeName"))
                .text(spec.text("nodeName"))
                .flag(row.object().status().isTrue("attached"))
                .age();
          });

  static final Columns NODE =
      Heads.of(
          "Name,#Drivers,Age",
          row -> row.name().number(row.object().spec().array("drivers").size()).age());

  static final Columns DRIVER =
      Heads.of(
          "Name,?AttachRequired,?PodInfoOnMount,?StorageCapacity,TokenRequests,"
              + "?RequiresRepublish,Modes,Age",
          row -> {
            JsonObject spec = row.object().spec();
            List<String> modes = spec.array("volumeLifecycleModes").texts().toList();
            row.name()
                .flag(spec.get("attachRequired") != JsonBool.FALSE)
                .flag(spec.isTrue("podInfoOnMount"))
                .flag(spec.isTrue("storageCapacity"))
                .text(
                    spec.has("tokenRequests")
                        ? spec.array("tokenRequests")
                            .objects()
                            .map(each -> each.text("audience"))
                            .collect(Collectors.joining(","))
                        : "<unset>")
                .flag(spec.isTrue("requiresRepublish"))
                .textOrNone(String.join(",", modes))
                .age();
          });

  static final Columns CAPACITY =
      Heads.of(
          "Name,StorageClassName,Capacity",
          row ->
              row.name()
                  .text(row.object().tree().text("storageClassName"))
                  .text(row.object().tree().text("capacity", "<unset>")));

  private StorageColumns() {}

  private static String phase(ApiObject object) {
    return object.isBeingDeleted() ? "Terminating" : object.status().text("phase");
  }

  private static String storageClass(ApiObject object) {
    return object.annotations().getOrDefault(BETA_CLASS, object.spec().text("storageClassName"));
  }

  /** In upstream's order. */
  private static String modes(JsonArray modes) {
    List<String> there = modes.texts().toList();
    return List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod").stream()
        .filter(there::contains)
        .map(MODES::get)
        .collect(Collectors.joining(","));
  }
}
