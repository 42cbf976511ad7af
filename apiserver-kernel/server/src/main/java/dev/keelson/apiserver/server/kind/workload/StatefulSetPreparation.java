package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Filling;
import dev.keelson.apiserver.server.kind.Preparation;

/** Of stateful sets, whose {@code maxUnavailable} is behind a closed feature gate. */
final class StatefulSetPreparation implements Preparation {
  static final StatefulSetPreparation INSTANCE = new StatefulSetPreparation();

  private final Preparation plain =
      WorkloadPreparation.withTemplate(
          JsonObject.of("replicas", JsonLong.of(0), "availableReplicas", JsonLong.of(0)));

  private StatefulSetPreparation() {}

  @Override
  public ApiObject forCreate(ApiObject object) {
    return gated(plain.forCreate(object));
  }

  /** Where it was set once, it stays. */
  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    ApiObject prepared = plain.forUpdate(next, before);
    boolean inUse =
        before.spec().objectAt("updateStrategy", "rollingUpdate").isSet("maxUnavailable");
    return inUse ? prepared : gated(prepared);
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    return plain.forStatusUpdate(next, before);
  }

  private static ApiObject gated(ApiObject object) {
    return object.map(
        tree ->
            Filling.of(tree)
                .within(
                    "spec",
                    spec ->
                        Filling.of(spec)
                            .within(
                                "updateStrategy",
                                strategy ->
                                    Filling.of(strategy)
                                        .within(
                                            "rollingUpdate",
                                            update -> update.without("maxUnavailable"))
                                        .done())
                            .done())
                .done());
  }
}
