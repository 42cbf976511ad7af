package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Rules;

/** Of {@code apps/v1.ControllerRevision}: what a template was once, for ever. */
final class RevisionRules implements Rules {
  static final RevisionRules INSTANCE = new RevisionRules();

  private RevisionRules() {}

  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Located revision = Located.root(object.tree(), errors);
    revision.notNegative("revision");
    if (!revision.has("data")) {
      revision.required("data", "data is mandatory");
    } else if (!(revision.get("data") instanceof JsonObject)) {
      revision.required("data", "data must be a valid JSON object");
    }
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Located revision = Located.root(next.tree(), errors);
    revision.notNegative("revision");
    revision.immutable("data", before.tree());
  }
}
