package dev.keelson.controllers.gc;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/**
 * One entry of {@code metadata.ownerReferences}.
 *
 * @param isBlocking whether the owner's foreground deletion waits for the dependent
 */
record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean isController,
    boolean isBlocking) {
  static List<OwnerReference> of(ApiObject object) {
    return object.ownerReferences().objects().map(OwnerReference::of).toList();
  }

  private static OwnerReference of(JsonObject tree) {
    return new OwnerReference(
        tree.text("apiVersion"),
        tree.text("kind"),
        tree.text("name"),
        tree.text("uid"),
        tree.isTrue("controller"),
        tree.isTrue("blockOwnerDeletion"));
  }

  /** Whether it names what was observed as that, the namespace left aside. */
  boolean names(Identity identity) {
    return uid.equals(identity.uid())
        && name.equals(identity.name())
        && kind.equals(identity.kind())
        && apiVersion.equals(identity.apiVersion());
  }

  /** As a patch has it that unblocks the owner. */
  JsonObject unblocked() {
    JsonObject.Builder tree =
        JsonObject.builder()
            .put("apiVersion", apiVersion)
            .put("kind", kind)
            .put("name", name)
            .put("uid", uid)
            .put("blockOwnerDeletion", false);
    return isController ? tree.put("controller", true).build() : tree.build();
  }
}
