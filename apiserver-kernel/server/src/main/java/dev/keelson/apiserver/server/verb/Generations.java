package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.Set;

/**
 * {@code metadata.generation}: for the kinds whose strategies keep one it is 1 at first, and grows
 * by one with each change of what is wanted. The others have none.
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
          "policy/PodDisruptionBudget",
          "networking.k8s.io/Ingress",
          "networking.k8s.io/IngressClass",
          "networking.k8s.io/NetworkPolicy",
          "resource.k8s.io/DeviceClass",
          "resource.k8s.io/ResourceSlice",
          "autoscaling/HorizontalPodAutoscaler");

  /** By any change but that of metadata. */
  private static final Set<String> OF_ALL =
      Set.of("/PodTemplate", "discovery.k8s.io/EndpointSlice", "scheduling.k8s.io/PriorityClass");

  private Generations() {}

  private static String name(GroupVersionKind kind) {
    return kind.group() + "/" + kind.kind();
  }

  static ApiObject first(ApiObject object, GroupVersionKind kind) {
    String name = name(kind);
    return (OF_SPEC.contains(name) && !name.startsWith("autoscaling")) || OF_ALL.contains(name)
        ? object.withGeneration(1)
        : object.withMetadata(metadata -> metadata.without("generation"));
  }

  static ApiObject next(ApiObject next, ApiObject before, GroupVersionKind kind) {
    String name = name(kind);
    boolean isNew =
        OF_SPEC.contains(name) && !next.tree().get("spec").equals(before.tree().get("spec"))
            || OF_ALL.contains(name) && !content(next).equals(content(before));
    long generation = before.generation() + (isNew ? 1 : 0);
    return generation == 0
        ? next.withMetadata(metadata -> metadata.without("generation"))
        : next.withGeneration(generation);
  }

  private static JsonObject content(ApiObject object) {
    return object.tree().without("metadata").without("status");
  }
}
