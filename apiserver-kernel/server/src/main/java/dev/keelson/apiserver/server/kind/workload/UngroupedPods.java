package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Filling;
import dev.keelson.apiserver.server.kind.Preparation;
import java.util.List;
import java.util.Map;

/**
 * Before another preparation: pods have no {@code schedulingGroup}, nor have templates of pods, as
 * long as the gate {@code GenericWorkload} is closed.
 */
public record UngroupedPods(Preparation then, List<String> toSpec) implements Preparation {
  private static final List<String> OF_TEMPLATE = List.of("spec", "template", "spec");

  /** Ways from the object to a pod's specification. */
  private static final Map<GroupVersionKind, List<String>> WAYS =
      Map.of(
          GroupVersionKind.of("v1", "Pod"), List.of("spec"),
          GroupVersionKind.of("v1", "PodTemplate"), List.of("template", "spec"),
          GroupVersionKind.of("v1", "ReplicationController"), OF_TEMPLATE,
          GroupVersionKind.of("apps/v1", "ReplicaSet"), OF_TEMPLATE,
          GroupVersionKind.of("apps/v1", "Deployment"), OF_TEMPLATE,
          GroupVersionKind.of("apps/v1", "StatefulSet"), OF_TEMPLATE,
          GroupVersionKind.of("apps/v1", "DaemonSet"), OF_TEMPLATE,
          GroupVersionKind.of("batch/v1", "Job"), OF_TEMPLATE,
          GroupVersionKind.of("batch/v1", "CronJob"),
              List.of("spec", "jobTemplate", "spec", "template", "spec"));

  /** The same where the kind has no pods. */
  public static Preparation before(Preparation then, GroupVersionKind kind) {
    List<String> way = WAYS.get(kind);
    return way == null ? then : new UngroupedPods(then, way);
  }

  @Override
  public ApiObject forCreate(ApiObject object) {
    return then.forCreate(dropped(object));
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    return then.forUpdate(dropped(next), before);
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    return then.forStatusUpdate(next, before);
  }

  private ApiObject dropped(ApiObject object) {
    JsonObject tree = drop(object.tree(), toSpec);
    return tree == object.tree() ? object : new ApiObject(tree);
  }

  private static JsonObject drop(JsonObject tree, List<String> way) {
    if (way.isEmpty()) {
      return tree.has("schedulingGroup") ? tree.without("schedulingGroup") : tree;
    }
    return Filling.of(tree)
        .within(way.getFirst(), inner -> drop(inner, way.subList(1, way.size())))
        .done();
  }
}
