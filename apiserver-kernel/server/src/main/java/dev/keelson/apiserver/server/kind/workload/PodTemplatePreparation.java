package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.pod.ClosedGates;

/** Of {@code v1.PodTemplate}, which has neither specification nor status. */
final class PodTemplatePreparation implements Preparation {
  static final PodTemplatePreparation INSTANCE = new PodTemplatePreparation();

  private PodTemplatePreparation() {}

  @Override
  public ApiObject forCreate(ApiObject object) {
    return object.map(tree -> tree.mapObject("template", ClosedGates::dropFromTemplate));
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    return forCreate(next);
  }
}
