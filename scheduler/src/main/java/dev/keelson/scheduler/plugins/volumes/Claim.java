package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.List;
import java.util.Optional;

/** A PersistentVolumeClaim, read. */
record Claim(ApiObject object) {
  static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  static final String BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
  private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

  ObjectName name() {
    return object.objectName();
  }

  /** As messages print it. */
  String text() {
    return object.namespace() + "/" + object.name();
  }

  /** "" where it has none yet. */
  String volumeName() {
    return object.spec().text("volumeName");
  }

  /** "" where it names none. */
  String className() {
    return className(object);
  }

  /** Of a claim or a volume: the annotation of old goes before the field. */
  static String className(ApiObject object) {
    JsonObject annotations = object.metadata().object("annotations");
    return annotations.has(OLD_CLASS)
        ? annotations.text(OLD_CLASS)
        : object.spec().text("storageClassName");
  }

  /** The room it asks for. */
  Optional<Quantity> request() {
    String text = object.spec().object("resources").object("requests").text("storage");
    return text.isEmpty() ? Optional.empty() : Optional.of(Quantity.parse(text));
  }

  /** Its volume is settled on both sides. */
  boolean isFullyBound() {
    return !volumeName().isEmpty() && object.metadata().object("annotations").has(BIND_COMPLETED);
  }

  boolean isLost() {
    return object.status().text("phase").equals("Lost");
  }

  /** The node for which it is to be provisioned, once a pod was scheduled. */
  Optional<String> selectedNode() {
    JsonObject annotations = object.metadata().object("annotations");
    return annotations.has(SELECTED_NODE)
        ? Optional.of(annotations.text(SELECTED_NODE))
        : Optional.empty();
  }

  Claim withSelectedNode(String node) {
    return new Claim(
        object.withMetadata(
            metadata ->
                metadata.with(
                    "annotations", metadata.object("annotations").with(SELECTED_NODE, node))));
  }

  List<String> accessModes() {
    return object.spec().array("accessModes").texts().toList();
  }

  boolean isReadWriteOncePod() {
    return accessModes().contains("ReadWriteOncePod");
  }

  String mode() {
    return object.spec().text("volumeMode", "Filesystem");
  }

  String attributesClass() {
    return object.spec().text("volumeAttributesClassName");
  }

  /** What of volumes it asks for; empty where it takes any. */
  Optional<JsonObject> selector() {
    return object.spec().isSet("selector")
        ? Optional.of(object.spec().object("selector"))
        : Optional.empty();
  }
}
