package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Preparation;

/** Of deployments: with their status, labels cannot be written. */
final class DeploymentPreparation implements Preparation {
  static final DeploymentPreparation INSTANCE = new DeploymentPreparation();

  private final Preparation plain = WorkloadPreparation.withTemplate(JsonObject.EMPTY);

  private DeploymentPreparation() {}

  @Override
  public ApiObject forCreate(ApiObject object) {
    return plain.forCreate(object);
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    return plain.forUpdate(next, before);
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    JsonValue labels = before.metadata().get("labels");
    return plain
        .forStatusUpdate(next, before)
        .withMetadata(
            metadata ->
                labels.isNull() ? metadata.without("labels") : metadata.with("labels", labels));
  }
}
