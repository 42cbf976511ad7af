package dev.keelson.controllers.persistentvolume;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.List;
import java.util.Optional;

/** A PersistentVolumeClaim, read by name. */
record ClaimView(ApiObject object) {
  static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
  static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
  static final String PROVISIONER = "volume.kubernetes.io/storage-provisioner";
  static final String BETA_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";
  static final String CLASS = "volume.beta.kubernetes.io/storage-class";
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  ObjectName name() {
    return object.objectName();
  }

  String uid() {
    return object.uid();
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

  boolean isBindCompleted() {
    return has(BIND_COMPLETED);
  }

  /** The scheduler has chosen a node: a class that waits for its consumer may provision. */
  boolean hasSelectedNode() {
    return has(SELECTED_NODE);
  }

  /** "": none yet. */
  String volumeName() {
    return object.spec().text("volumeName");
  }

  String phase() {
    return object.status().text("phase");
  }

  /** "": volumes without a class. */
  String className() {
    return has(CLASS) ? annotation(CLASS) : object.spec().text("storageClassName");
  }

  /** Whether it says what class it wants, if only that it wants none. */
  boolean hasClass() {
    return has(CLASS) || object.spec().isSet("storageClassName");
  }

  String attributesClass() {
    return object.spec().text("volumeAttributesClassName");
  }

  Quantity requested() {
    return VolumeView.quantity(
        object.spec().object("resources").object("requests").text("storage"));
  }

  List<String> accessModes() {
    return object.spec().array("accessModes").texts().toList();
  }

  String mode() {
    return object.spec().text("volumeMode", "Filesystem");
  }

  /** Empty: it asks for nothing in particular. */
  Optional<LabelSelector> selector() {
    return object.spec().isSet("selector")
        ? Optional.of(LabelSelector.of(object.spec().object("selector")))
        : Optional.empty();
  }

  /** As a volume names it. */
  JsonObject reference() {
    return JsonObject.builder()
        .put("kind", "PersistentVolumeClaim")
        .put("namespace", object.namespace())
        .put("name", object.name())
        .put("uid", uid())
        .put("apiVersion", "v1")
        .put("resourceVersion", object.resourceVersion())
        .build();
  }
}
