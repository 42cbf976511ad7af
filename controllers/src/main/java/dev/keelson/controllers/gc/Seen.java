package dev.keelson.controllers.gc;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/**
 * What concerns the collector of one state of an object.
 *
 * @param isOrphaning it waits until its dependents are set free
 * @param isForeground it waits until its dependents are deleted
 */
record Seen(
    Identity identity,
    List<OwnerReference> owners,
    boolean isBeingDeleted,
    boolean isOrphaning,
    boolean isForeground) {
  static final String ORPHAN = "orphan";
  static final String FOREGROUND = "foregroundDeletion";

  static Seen of(GroupVersionKind kind, ApiObject object) {
    Identity identity =
        new Identity(
            kind.apiVersion(), kind.kind(), object.namespace(), object.name(), object.uid());
    boolean isBeingDeleted = object.isBeingDeleted();
    return new Seen(
        identity,
        OwnerReference.of(object),
        isBeingDeleted,
        isBeingDeleted && object.finalizers().contains(ORPHAN),
        isBeingDeleted && object.finalizers().contains(FOREGROUND));
  }

  /** An object with nothing but what {@link #of} reads and an informer needs. */
  static ApiObject slim(ApiObject object) {
    JsonObject all = object.metadata();
    JsonObject.Builder kept = JsonObject.builder();
    for (String name :
        List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "deletionTimestamp",
            "finalizers",
            "ownerReferences")) {
      if (all.has(name)) {
        kept.put(name, all.get(name));
      }
    }
    return new ApiObject(JsonObject.of("metadata", kept.build()));
  }
}
