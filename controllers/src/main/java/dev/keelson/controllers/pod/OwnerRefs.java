package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Who controls an object, and how that is written down. */
public final class OwnerRefs {
  private OwnerRefs() {}

  public static Optional<OwnerRef> controllerOf(ApiObject object) {
    return object.controller().map(OwnerRef::of);
  }

  public static boolean isControlledBy(ApiObject object, String uid) {
    return object.controller().filter(owner -> owner.text("uid").equals(uid)).isPresent();
  }

  /** All of them, controllers or not. */
  public static List<OwnerRef> of(ApiObject object) {
    return object.ownerReferences().objects().map(OwnerRef::of).toList();
  }

  /** A new reference to {@code owner} as the controller, which waits for what it owns. */
  public static JsonObject toController(ApiObject owner) {
    return JsonObject.builder()
        .put("apiVersion", owner.tree().text("apiVersion"))
        .put("kind", owner.tree().text("kind"))
        .put("name", owner.name())
        .put("uid", owner.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true)
        .build();
  }

  /**
   * The name of an object's controller if it is of that kind: what a loop is to look at when the
   * object changes.
   *
   * @param group "" is core's
   */
  public static Function<ApiObject, Collection<ObjectName>> controllerName(
      String group, String kind) {
    return object ->
        controllerOf(object)
            .filter(owner -> owner.kind().equals(kind) && owner.group().equals(group))
            .map(owner -> List.of(new ObjectName(object.namespace(), owner.name())))
            .orElse(List.of());
  }
}
