package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.scheduler.view.NodeSelector;
import java.util.HashSet;
import java.util.Map;

/** A PersistentVolume, read. */
record Volume(ApiObject object) {
  static final String BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";

  String name() {
    return object.name();
  }

  String className() {
    return Claim.className(object);
  }

  Quantity capacity() {
    String text = object.spec().object("capacity").text("storage");
    return text.isEmpty() ? Quantity.ZERO : Quantity.parse(text);
  }

  boolean isAvailable() {
    return object.status().text("phase").equals("Available");
  }

  String mode() {
    return object.spec().text("volumeMode", "Filesystem");
  }

  String attributesClass() {
    return object.spec().text("volumeAttributesClassName");
  }

  boolean allows(Claim claim) {
    return new HashSet<>(object.spec().array("accessModes").texts().toList())
        .containsAll(claim.accessModes());
  }

  /** Whether a node with these labels reaches it. Fields of nodes are not asked for volumes. */
  boolean reaches(Map<String, String> nodeLabels) {
    JsonObject affinity = object.spec().object("nodeAffinity");
    return !affinity.isSet("required")
        || NodeSelector.of(affinity.object("required")).matches(nodeLabels, "");
  }

  boolean isPromised() {
    return object.spec().isSet("claimRef");
  }

  /** Whether a claim was named: without a uid any claim of that name is meant. */
  String promisedUid() {
    return object.spec().object("claimRef").text("uid");
  }

  boolean isPromisedTo(Claim claim) {
    JsonObject reference = object.spec().object("claimRef");
    return isPromised()
        && reference.text("name").equals(claim.object().name())
        && reference.text("namespace").equals(claim.object().namespace())
        && (promisedUid().isEmpty() || promisedUid().equals(claim.object().uid()));
  }

  /** This one as the scheduler writes it to promise it to a claim; itself if it already says so. */
  Volume promisedTo(Claim claim) {
    boolean marks = !isPromisedTo(claim);
    ApiObject changed = object;
    if (marks || promisedUid().isEmpty()) {
      changed = changed.withSpec(spec -> spec.with("claimRef", reference(claim.object())));
    }
    if (marks && !object.metadata().object("annotations").has(BOUND_BY_CONTROLLER)) {
      changed =
          changed.withMetadata(
              metadata ->
                  metadata.with(
                      "annotations",
                      metadata.object("annotations").with(BOUND_BY_CONTROLLER, "yes")));
    }
    return changed == object ? this : new Volume(changed);
  }

  private static JsonObject reference(ApiObject claim) {
    return JsonObject.builder()
        .put("kind", "PersistentVolumeClaim")
        .put("namespace", claim.namespace())
        .put("name", claim.name())
        .putUnlessEmpty("uid", claim.uid())
        .put("apiVersion", "v1")
        .putUnlessEmpty("resourceVersion", claim.resourceVersion())
        .build();
  }
}
