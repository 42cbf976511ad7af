package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.meta.Kind;
import dev.keelson.apiserver.server.kind.meta.NameRule;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The kinds of storage, by name. */
public final class StorageKinds {
  private StorageKinds() {}

  /** Group core. {@code time} tells since when volumes are in their phase. */
  public static Map<String, Kind> core(InstantSource time) {
    return Map.of(
        "PersistentVolume",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(StorageKinds::filledVolume)
            .preparedBy(new VolumePreparation(time))
            .ruledBy(new VolumeRules()),
        "PersistentVolumeClaim",
        Kind.named(NameRule.SUBDOMAIN)
            .filledBy(StorageKinds::filledClaim)
            .preparedBy(new ClaimPreparation())
            .ruledBy(new ClaimRules()));
  }

  public static Map<String, Kind> storage() {
    Kind named = Kind.named(NameRule.SUBDOMAIN);
    return Map.of(
        "StorageClass",
        named
            .filledBy(
                object ->
                    object
                        .withDefault("reclaimPolicy", "Delete")
                        .withDefault("volumeBindingMode", "Immediate"))
            .ruledBy(new ClassRules.Storage()),
        "VolumeAttributesClass",
        named.ruledBy(new ClassRules.Attributes()),
        "VolumeAttachment",
        named
            .filledBy(StorageKinds::filledAttachment)
            .preparedBy(Preparations.status(JsonObject.EMPTY.with("attached", false)))
            .ruledBy(new AttachmentRules()),
        "CSIDriver",
        named
            .filledBy(StorageKinds::filledDriver)
            .preparedBy(Preparations.countingFrom(0, List.of("spec")))
            .ruledBy(new DriverRules.Driver()),
        "CSINode",
        named.ruledBy(new DriverRules.Node()),
        "CSIStorageCapacity",
        named.ruledBy(new DriverRules.Capacity()));
  }

  private static JsonObject filledVolume(JsonObject object) {
    JsonObject spec = object.object("spec");
    if (spec.text("persistentVolumeReclaimPolicy").isEmpty()) {
      spec = spec.with("persistentVolumeReclaimPolicy", "Retain");
    }
    spec = spec.withDefault("volumeMode", "Filesystem");
    spec = spec.mapObject("hostPath", path -> path.withDefault("type", ""));
    return object.with("spec", spec).with("status", filledPhase(object.object("status")));
  }

  private static JsonObject filledPhase(JsonObject status) {
    return status.text("phase").isEmpty() ? status.with("phase", "Pending") : status;
  }

  private static JsonObject filledClaim(JsonObject object) {
    JsonObject spec =
        object
            .object("spec")
            .withDefault("resources", JsonObject.EMPTY)
            .withDefault("volumeMode", "Filesystem");
    return object.with("spec", spec).with("status", filledPhase(object.object("status")));
  }

  private static JsonObject filledAttachment(JsonObject object) {
    JsonObject status = object.object("status");
    return object.with(
        "status", status.isSet("attached") ? status : status.with("attached", false));
  }

  private static JsonObject filledDriver(JsonObject object) {
    JsonObject spec = object.object("spec");
    spec = spec.isSet("attachRequired") ? spec : spec.with("attachRequired", true);
    for (String field :
        List.of("podInfoOnMount", "storageCapacity", "requiresRepublish", "seLinuxMount")) {
      spec = spec.isSet(field) ? spec : spec.with(field, false);
    }
    spec = spec.withDefault("fsGroupPolicy", "ReadWriteOnceWithFSType");
    if (spec.array("volumeLifecycleModes").isEmpty()) {
      spec = spec.with("volumeLifecycleModes", JsonArray.of(JsonString.of("Persistent")));
    }
    return object.with("spec", spec);
  }
}
