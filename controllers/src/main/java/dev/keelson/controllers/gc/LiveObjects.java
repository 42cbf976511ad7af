package dev.keelson.controllers.gc;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.discovery.ServedResource;
import dev.keelson.controllers.discovery.ServedResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Objects as the server has them, by identity; metadata alone. Thread-safe. */
final class LiveObjects {
  private static final int MOST_CONFLICTS = 5;

  private final ApiClient client;
  private final Supplier<ServedResources> served;

  LiveObjects(ApiClient client, Supplier<ServedResources> served) {
    this.client = client;
    this.served = served;
  }

  /** No such kind is served, at this time. */
  static final class UnknownKind extends Exception {
    private static final long serialVersionUID = 1;

    UnknownKind(GroupVersionKind kind) {
      super("unable to get REST mapping for " + kind, null, false, false);
    }
  }

  /** It is of the cluster, and its owner would be of a namespace: of which, nobody can say. */
  static final class NoNamespace extends Exception {
    private static final long serialVersionUID = 1;

    NoNamespace() {
      super("cluster-scoped objects cannot refer to namespaced owners", null, false, false);
    }
  }

  ServedResource resource(GroupVersionKind kind) throws UnknownKind {
    return served.get().find(kind).orElseThrow(() -> new UnknownKind(kind));
  }

  /** By name; whether it is the very one its uid tells. Empty: there is none. */
  Optional<ApiObject> find(Identity item) throws UnknownKind, NoNamespace {
    ServedResource resource = resource(item.groupVersionKind());
    if (resource.isNamespaced() && !item.isNamespaced()) {
      throw new NoNamespace();
    }
    return metadata(resource).find(item.objectName(resource.isNamespaced()));
  }

  private ResourceClient metadata(ServedResource resource) {
    return client.resource(resource.resource()).metadataOnly();
  }

  /**
   * Deletes it as it was read, or as it is now if only its owners are the same.
   *
   * @return false: it is gone already
   */
  boolean delete(Identity item, ApiObject read, String propagation) throws UnknownKind {
    ServedResource resource = resource(item.groupVersionKind());
    ResourceClient objects = metadata(resource);
    var name = item.objectName(resource.isNamespaced());
    DeleteOptions options = DeleteOptions.USUAL.withPropagation(propagation).onlyUid(item.uid());
    try {
      objects.delete(name, options.onlyVersion(read.resourceVersion()));
      return true;
    } catch (ApiFailure e) {
      if (e.status().code() != 409) {
        return isGone(e);
      }
      Optional<ApiObject> now = objects.find(name);
      if (now.isEmpty()) {
        return false;
      }
      if (!now.get().uid().equals(item.uid())
          || !now.get().ownerReferences().equals(read.ownerReferences())) {
        throw e;
      }
    }
    try {
      objects.delete(name, options);
      return true;
    } catch (ApiFailure e) {
      return isGone(e);
    }
  }

  private static boolean isGone(ApiFailure e) {
    if (e.status().code() == 404) {
      return false;
    }
    throw e;
  }

  /** Sets it free of these owners. */
  void removeOwners(Identity item, Set<String> uids) throws UnknownKind {
    List<JsonValue> removed = new ArrayList<>();
    uids.forEach(
        uid ->
            removed.add(
                JsonObject.of("$patch", JsonString.of("delete"), "uid", JsonString.of(uid))));
    patchOwners(
        item,
        removed,
        owners -> owners.objects().filter(each -> !uids.contains(each.text("uid"))).toList());
  }

  /** Its owners' foreground deletions wait for it no longer. */
  void unblockOwners(Identity item, List<OwnerReference> owners) throws UnknownKind {
    List<JsonValue> changed = new ArrayList<>();
    owners.stream()
        .filter(each -> each.isBlocking())
        .forEach(each -> changed.add(each.unblocked()));
    patchOwners(
        item,
        changed,
        all -> all.objects().map(each -> each.with("blockOwnerDeletion", false)).toList());
  }

  /**
   * By a strategic merge, which knows references by uid; where the server knows no such patch (of
   * custom resources), the whole list is written.
   */
  private void patchOwners(
      Identity item, List<JsonValue> patch, Function<JsonArray, List<JsonObject>> change)
      throws UnknownKind {
    ServedResource resource = resource(item.groupVersionKind());
    ResourceClient objects = metadata(resource);
    var name = item.objectName(resource.isNamespaced());
    try {
      JsonObject metadata =
          JsonObject.builder()
              .put("ownerReferences", new JsonArray(patch))
              .put("uid", item.uid())
              .build();
      objects.patch(name, PatchType.STRATEGIC_MERGE, bytes(metadata));
      return;
    } catch (ApiFailure e) {
      if (e.status().code() != 415) {
        throw e;
      }
    }
    ApiObject now = objects.get(name);
    JsonObject metadata =
        JsonObject.builder()
            .put("resourceVersion", now.resourceVersion())
            .put("ownerReferences", new JsonArray(List.copyOf(change.apply(now.ownerReferences()))))
            .build();
    objects.patch(name, PatchType.MERGE, bytes(metadata));
  }

  /** Nothing, if it has it not or is gone. */
  void removeFinalizer(Identity item, String finalizer) throws UnknownKind, NoNamespace {
    ServedResource resource = resource(item.groupVersionKind());
    for (int left = MOST_CONFLICTS; ; left--) {
      Optional<ApiObject> now = find(item);
      if (now.isEmpty()
          || !now.get().uid().equals(item.uid())
          || !now.get().finalizers().contains(finalizer)) {
        return;
      }
      List<String> others =
          now.get().finalizers().stream().filter(each -> !each.equals(finalizer)).toList();
      JsonObject metadata =
          JsonObject.builder()
              .put("resourceVersion", now.get().resourceVersion())
              .put("finalizers", JsonArray.ofText(others))
              .build();
      try {
        metadata(resource)
            .patch(item.objectName(resource.isNamespaced()), PatchType.MERGE, bytes(metadata));
        return;
      } catch (ApiFailure e) {
        if (e.status().code() == 404) {
          return;
        }
        if (e.status().code() != 409 || left == 0) {
          throw e;
        }
      }
    }
  }

  private static byte[] bytes(JsonObject metadata) {
    return JsonWriter.bytes(JsonObject.of("metadata", metadata));
  }
}
