package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.meta.Preparations;

/**
 * Upstream's strategy of claims: {@code dataSource} and {@code dataSourceRef} say the same, and a
 * data source that only the newer field may name is dropped from the older.
 */
final class ClaimPreparation implements Preparation {
  private static final JsonObject PENDING = JsonObject.of("phase", JsonString.of("Pending"));

  @Override
  public ApiObject forCreate(ApiObject object) {
    return object.withSpec(spec -> bothSources(withoutUnknownSource(spec))).with("status", PENDING);
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    JsonObject old = before.spec();
    boolean isInUse = old.isSet("dataSource") || old.isSet("dataSourceRef");
    ApiObject changed =
        next.withSpec(spec -> bothSources(isInUse ? spec : withoutUnknownSource(spec)));
    return Preparations.kept(changed, before, "status");
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    return Preparations.onlyStatus(next, before);
  }

  private static JsonObject withoutUnknownSource(JsonObject spec) {
    if (spec.isSet("dataSourceRef") || !spec.isSet("dataSource")) {
      return spec;
    }
    JsonObject source = spec.object("dataSource");
    String group = source.text("apiGroup");
    String kind = source.text("kind");
    boolean isKnown =
        (group.isEmpty() && kind.equals("PersistentVolumeClaim"))
            || (group.equals("snapshot.storage.k8s.io") && kind.equals("VolumeSnapshot"));
    return isKnown ? spec : spec.without("dataSource");
  }

  private static JsonObject bothSources(JsonObject spec) {
    if (spec.isSet("dataSource") && !spec.isSet("dataSourceRef")) {
      return spec.with("dataSourceRef", spec.get("dataSource"));
    }
    if (spec.isSet("dataSourceRef")
        && !spec.isSet("dataSource")
        && spec.object("dataSourceRef").text("namespace").isEmpty()) {
      return spec.with("dataSource", spec.object("dataSourceRef").without("namespace"));
    }
    return spec;
  }
}
