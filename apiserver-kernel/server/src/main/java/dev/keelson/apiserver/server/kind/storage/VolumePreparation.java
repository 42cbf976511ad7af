package dev.keelson.apiserver.server.kind.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.Preparations;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Upstream's strategy of volumes: a status says since when it is in its phase. */
public record VolumePreparation(InstantSource time) implements Preparation {
  private static final String SINCE = "lastPhaseTransitionTime";

  private JsonString now() {
    return JsonString.of(time.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  @Override
  public ApiObject forCreate(ApiObject object) {
    return object.with("status", JsonObject.of("phase", JsonString.of("Pending"), SINCE, now()));
  }

  @Override
  public ApiObject forUpdate(ApiObject next, ApiObject before) {
    return Preparations.kept(next, before, "status");
  }

  @Override
  public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
    JsonObject old = before.status();
    ApiObject changed = Preparations.onlyStatus(next, before);
    return changed.withStatus(
        status -> {
          if (Place.isSame(status.get("phase"), old.get("phase"))) {
            return old.isSet(SINCE) ? status.withDefault(SINCE, old.get(SINCE)) : status;
          }
          return !status.isSet(SINCE) || status.get(SINCE).equals(old.get(SINCE))
              ? status.with(SINCE, now())
              : status;
        });
  }
}
