package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.Set;

/**
 * {@code metadata.generation} of pods and workloads: 1 at first, and one more with each change of
 * what is wanted. The other kinds' preparations keep it themselves.
 */
final class Generations {
  /** By the change of their spec. */
  private static final Set<String> OF_SPEC =
      Set.of(
          "/Pod",
          "/ReplicationController",
          "apps/Deployment",
          "apps/ReplicaSet",
          "apps/StatefulSet",
          "apps/DaemonSet",
          "batch/Job",
          "batch/CronJob",
          "policy/PodDisruptionBudget");

  /** By any change but that of metadata. */
  private static final Set<String> OF_ALL = Set.of("/PodTemplate");

  private Generations() {}

  private static String name(GroupVersionKind kind) {
    return kind.group() + "/" + kind.kind();
  }

  static ApiObject first(ApiObject object, GroupVersionKind kind) {
    String name = name(kind);
    return OF_SPEC.contains(name) || OF_ALL.contains(name) ? object.withGeneration(1) : object;
  }

  /** {@code subresource} "" of the object itself; a binding is no change of what is wanted. */
  static ApiObject next(
      ApiObject next, ApiObject before, GroupVersionKind kind, String subresource) {
    String name = name(kind);
    if (!OF_SPEC.contains(name) && !OF_ALL.contains(name)) {
      return next;
    }
    boolean isNew = !subresource.equals("binding") && isNew(next, before, name);
    long generation = before.generation() + (isNew ? 1 : 0);
    return generation == 0
        ? next.withMetadata(metadata -> metadata.without("generation"))
        : next.withGeneration(generation);
  }

  private static boolean isNew(ApiObject next, ApiObject before, String name) {
    return OF_SPEC.contains(name) && !next.tree().get("spec").equals(before.tree().get("spec"))
        || OF_ALL.contains(name) && !content(next).equals(content(before))
        || name.equals("apps/Deployment")
            && !next.metadata().get("annotations").equals(before.metadata().get("annotations"));
  }

  private static JsonObject content(ApiObject object) {
    return object.tree().without("metadata").without("status");
  }
}
