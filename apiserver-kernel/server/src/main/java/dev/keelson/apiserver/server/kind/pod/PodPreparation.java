package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Filling;
import dev.keelson.apiserver.server.kind.Preparation;
import java.util.ArrayList;
import java.util.List;

/**
 * Of {@code v1.Pod}: its status is the kubelet's, its spec everybody else's. The generation follows
 * the spec alone.
 */
public final class PodPreparation implements Preparation {
  public static final PodPreparation INSTANCE = new PodPreparation();

  private PodPreparation() {}

  @Override
  public ApiObject forCreate(ApiObject object) {
    JsonObject spec = ClosedGates.drop(object.spec());
    JsonObject labels = object.metadata().object("labels");
    JsonObject selecting = LabelKeys.applied(AppArmor.fromAnnotations(spec, object), labels);
    JsonObject status =
        JsonObject.of(
            "phase",
            JsonString.of("Pending"),
            "qosClass",
            JsonString.of(QosClass.of(selecting).text()));
    if (!selecting.array("schedulingGates").isEmpty()) {
      status = status.with("conditions", JsonArray.of(gated(object)));
    }
    return object.with("spec", selecting).with("status", status);
  }

  /** Since the pod was made, which is now. */
  private static JsonObject gated(ApiObject pod) {
    JsonValue now = pod.metadata().get("creationTimestamp");
    return JsonObject.builder()
        .put("type", "PodScheduled")
        .put("status", "False")
        .put("lastProbeTime", JsonNull.NULL)
        .put("lastTransitionTime", now)
        .put("reason", "SchedulingGated")
        .put("message", "Scheduling is blocked due to non-empty scheduling gates")
        .build();
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    return next.with("spec", ClosedGates.drop(next.spec())).with("status", before.status());
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    JsonObject status = next.status();
    JsonObject old = before.status();
    Filling filling = Filling.of(status);
    for (String name : List.of("qosClass", "observedGeneration")) {
      if (old.isSet(name)) {
        filling.missing(name, old.get(name));
      }
    }
    filling.set("conditions", observed(status.array("conditions"), old.array("conditions")));
    JsonObject kept = filling.done();
    return next.with("spec", before.spec())
        .with("status", kept.array("conditions").isEmpty() ? kept.without("conditions") : kept)
        .withMetadata(
            metadata -> {
              JsonValue owners = before.metadata().get("ownerReferences");
              JsonObject owned =
                  owners.isNull()
                      ? metadata.without("ownerReferences")
                      : metadata.with("ownerReferences", owners);
              JsonValue deletion = before.metadata().get("deletionTimestamp");
              return deletion.isNull()
                  ? owned.without("deletionTimestamp")
                  : owned.with("deletionTimestamp", deletion);
            });
  }

  /** Which generation a condition was seen of is not forgotten: the n-th of a type for the n-th. */
  private static JsonArray observed(JsonArray conditions, JsonArray before) {
    List<JsonObject> old = new ArrayList<>(before.objects().toList());
    List<JsonValue> kept = new ArrayList<>();
    for (JsonValue value : conditions) {
      if (!(value instanceof JsonObject condition)) {
        continue;
      }
      JsonObject then =
          old.stream()
              .filter(each -> each.text("type").equals(condition.text("type")))
              .findFirst()
              .orElse(JsonObject.EMPTY);
      old.remove(then);
      boolean forgets =
          condition.number("observedGeneration", 0) == 0
              && then.number("observedGeneration", 0) != 0;
      kept.add(
          forgets
              ? condition.with("observedGeneration", then.get("observedGeneration"))
              : condition);
    }
    return new JsonArray(kept);
  }

  /** {@code next} where only the spec may have changed: labels, annotations and the like stay. */
  static ApiObject onlySpec(ApiObject next, ApiObject before, JsonObject spec) {
    JsonObject metadata = before.metadata();
    for (String name : List.of("resourceVersion", "managedFields", "uid", "name", "namespace")) {
      JsonValue value = next.metadata().get(name);
      metadata = value.isNull() ? metadata : metadata.with(name, value);
    }
    return new ApiObject(
        before.tree().with("metadata", metadata).with("spec", ClosedGates.drop(spec)));
  }
}
