package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.pod.ClosedGates;
import java.util.List;

/**
 * Of kinds with a specification and a status: users write the one, controllers the other.
 *
 * @param initial the status of a new object
 * @param template where the template of pods lies; empty if there is none
 */
record WorkloadPreparation(JsonObject initial, List<String> template) implements Preparation {
  WorkloadPreparation {
    template = List.copyOf(template);
  }

  /** A template right below the specification. */
  static WorkloadPreparation withTemplate(JsonObject initial) {
    return new WorkloadPreparation(initial, List.of("spec", "template"));
  }

  @Override
  public ApiObject forCreate(ApiObject object) {
    return gated(object).with("status", initial);
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    JsonValue status = before.tree().get("status");
    ApiObject kept = gated(next);
    return status.isNull() ? kept.without("status") : kept.with("status", status);
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    return next.with("spec", before.tree().get("spec"));
  }

  private ApiObject gated(ApiObject object) {
    return template.isEmpty() ? object : object.map(tree -> within(tree, 0));
  }

  private JsonObject within(JsonObject object, int depth) {
    return depth == template.size()
        ? ClosedGates.dropFromTemplate(object)
        : object.mapObject(template.get(depth), below -> within(below, depth + 1));
  }
}
