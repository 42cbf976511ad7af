package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Preparation;

/** Drops what belongs to coordinated leader election, whose gate is off unless asked for. */
final class LeasePreparation implements Preparation {
  @Override
  public ApiObject forCreate(ApiObject object) {
    return object.withSpec(spec -> spec.without("strategy").without("preferredHolder"));
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    JsonObject old = before.spec();
    return old.isSet("strategy") || old.isSet("preferredHolder") ? next : forCreate(next);
  }
}
