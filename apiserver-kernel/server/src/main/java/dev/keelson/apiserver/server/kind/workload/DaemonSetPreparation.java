package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Semantics;

/** Of daemon sets, whose template has a generation of its own: an annotation since v1. */
final class DaemonSetPreparation implements Preparation {
  static final DaemonSetPreparation INSTANCE = new DaemonSetPreparation();

  private static final String GENERATION = "deprecated.daemonset.template.generation";

  private final Preparation plain =
      WorkloadPreparation.withTemplate(
          JsonObject.builder()
              .put("currentNumberScheduled", 0)
              .put("numberMisscheduled", 0)
              .put("desiredNumberScheduled", 0)
              .put("numberReady", 0)
              .build());

  private DaemonSetPreparation() {}

  @Override
  public ApiObject forCreate(ApiObject object) {
    return generation(plain.forCreate(object), Math.max(1, generation(object)));
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    ApiObject prepared = plain.forUpdate(next, before);
    boolean same = Semantics.same(prepared.spec().get("template"), before.spec().get("template"));
    return generation(prepared, generation(before) + (same ? 0 : 1));
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    return plain.forStatusUpdate(next, before);
  }

  private static long generation(ApiObject object) {
    try {
      return Long.parseLong(object.metadata().object("annotations").text(GENERATION, "0"));
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private static ApiObject generation(ApiObject object, long generation) {
    return object.withMetadata(
        metadata ->
            metadata.with(
                "annotations",
                metadata.object("annotations").with(GENERATION, Long.toString(generation))));
  }
}
