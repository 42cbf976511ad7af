package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Amounts;
import dev.keelson.apiserver.server.kind.meta.Difference;
import dev.keelson.apiserver.server.kind.meta.NodeSelectors;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.List;

/** Upstream's validation of PersistentVolumes. */
final class VolumeRules implements Rules {
  static final List<String> MODES = List.of("Block", "Filesystem");
  private static final List<String> RECLAIM = List.of("Delete", "Recycle", "Retain");

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place spec = Place.of(object, errors).at("spec");
    if (spec.texts("accessModes").isEmpty()) {
      spec.required("accessModes", "");
    }
    AccessModes.check(spec);
    checkCapacity(spec);
    if (!spec.text("persistentVolumeReclaimPolicy").isEmpty()) {
      spec.oneOf("persistentVolumeReclaimPolicy", RECLAIM);
    }
    if (spec.has("nodeAffinity")) {
      Place affinity = spec.at("nodeAffinity");
      if (affinity.has("required")) {
        NodeSelectors.check(affinity.at("required"));
      } else {
        affinity.required("required", "must specify required node constraints");
      }
    }
    VolumeSources.check(spec);
    if (spec.text("persistentVolumeReclaimPolicy").equals("Recycle")
        && spec.has("hostPath")
        && spec.at("hostPath").text("path").replace("/", "").isEmpty()) {
      spec.forbidden(
          "persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'");
    }
    spec.formIfAny("storageClassName", Names::subdomain1123);
    spec.oneOfIfSet("volumeMode", MODES);
    if (spec.has("volumeAttributesClassName")) {
      if (spec.text("volumeAttributesClassName").isEmpty()) {
        spec.required("volumeAttributesClassName", "an empty string is disallowed");
      } else {
        spec.form("volumeAttributesClassName", Names::subdomain1123);
      }
      if (!spec.has("csi")) {
        spec.required("csi", "has to be specified when using volumeAttributesClassName");
      }
    }
  }

  private static void checkCapacity(Place spec) {
    JsonObject capacity = spec.object().object("capacity");
    FieldPath path = spec.child("capacity");
    if (capacity.isEmpty()) {
      spec.required("capacity", "");
    }
    if (!capacity.has("storage") || capacity.size() > 1) {
      spec.errors().notSupported(path, spec.get("capacity"), List.of("storage"));
    }
    capacity.forEach(
        (name, amount) -> {
          Quantity quantity = Amounts.orZero(amount);
          if (quantity.signum() < 0) {
            spec.errors()
                .invalid(path.key(name), quantity.value(), "must be a valid resource quantity");
          }
          if (quantity.signum() <= 0) {
            spec.errors().invalid(path.key(name), quantity.toString(), "must be greater than zero");
          }
        });
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    created(next, errors);
    JsonObject is = VolumeSources.of(withoutNewExpandSecret(next.spec(), before.spec()));
    JsonObject was = VolumeSources.of(before.spec());
    if (!is.equals(was)) {
      errors.forbidden(
          FieldPath.of("spec.persistentvolumesource"),
          "spec.persistentvolumesource is immutable after creation\n" + Difference.of(was, is));
    }
    Place spec = Place.of(next, errors).at("spec");
    spec.unchanged("volumeMode", before.spec(), FieldPath.of("volumeMode"));
    if (before.spec().isSet("volumeAttributesClassName")
        && !spec.has("volumeAttributesClassName")) {
      spec.forbidden("volumeAttributesClassName", "update from non-nil value to nil is forbidden");
    }
  }

  /** A secret for expanding may be added to what has none. */
  private static JsonObject withoutNewExpandSecret(JsonObject spec, JsonObject old) {
    String secret = "controllerExpandSecretRef";
    return old.isSet("csi") && !old.object("csi").isSet(secret)
        ? spec.mapObject("csi", csi -> csi.without(secret))
        : spec;
  }
}
