package dev.keelson.controllers.persistentvolume;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.BadQuantity;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.List;

/** A PersistentVolume, read by name. */
record VolumeView(ApiObject object) {
  static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  static final String MIGRATED_TO = "pv.kubernetes.io/migrated-to";
  private static final String PRE_RESIZE = "volume.alpha.kubernetes.io/pre-resize-capacity";

  static Quantity quantity(String text) {
    try {
      return text.isEmpty() ? Quantity.ZERO : Quantity.parse(text);
    } catch (BadQuantity _) {
      return Quantity.ZERO;
    }
  }

  String name() {
    return object.name();
  }

  private JsonObject annotations() {
    return object.metadata().object("annotations");
  }

  boolean has(String annotation) {
    return annotations().has(annotation);
  }

  String annotation(String name) {
    return annotations().text(name);
  }

  boolean hasClaim() {
    return object.spec().isSet("claimRef");
  }

  JsonObject claimRef() {
    return object.spec().object("claimRef");
  }

  ObjectName claimName() {
    return new ObjectName(claimRef().text("namespace"), claimRef().text("name"));
  }

  /** "": it was promised to a claim by name, whatever that is. */
  String claimUid() {
    return claimRef().text("uid");
  }

  /** Promised or bound to this very claim. */
  boolean isOf(ClaimView claim) {
    return hasClaim()
        && claimName().equals(claim.name())
        && (claimUid().isEmpty() || claimUid().equals(claim.uid()));
  }

  /** Bound to it already, uid and all. */
  boolean isFullyOf(ClaimView claim) {
    return isOf(claim) && claimUid().equals(claim.uid());
  }

  String phase() {
    return object.status().text("phase");
  }

  Quantity capacity() {
    return quantity(object.spec().object("capacity").text("storage"));
  }

  /** What a claim's status shows of it; smaller than it is while a file system is yet to grow. */
  JsonObject shownCapacity() {
    JsonObject capacity = object.spec().object("capacity");
    String before = annotation(PRE_RESIZE);
    return before.isEmpty() ? capacity : capacity.with("storage", before);
  }

  List<String> accessModes() {
    return object.spec().array("accessModes").texts().toList();
  }

  String mode() {
    return object.spec().text("volumeMode", "Filesystem");
  }

  String className() {
    return has(ClaimView.CLASS)
        ? annotation(ClaimView.CLASS)
        : object.spec().text("storageClassName");
  }

  String attributesClass() {
    return object.spec().text("volumeAttributesClassName");
  }

  String reclaimPolicy() {
    return object.spec().text("persistentVolumeReclaimPolicy", "Retain");
  }

  boolean isOver() {
    return phase().equals("Released") || phase().equals("Failed");
  }

  boolean isCsi() {
    return object.spec().isSet("csi");
  }
}
