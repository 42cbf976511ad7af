package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.meta.Labels;
import dev.keelson.apiserver.server.kind.meta.Place;
import dev.keelson.apiserver.server.kind.meta.ResourceNames;

/** Upstream's validation of RuntimeClasses, without the tolerations. */
final class RuntimeClassRules implements Rules {
  @Override
  public void created(ApiObject object, FieldErrors errors) {
    Place runtime = Place.of(object, errors);
    runtime.requireForm("handler", Names::label1123);
    FieldPath limits = runtime.child("overhead").child("limits");
    runtime
        .at("overhead")
        .object()
        .object("podFixed")
        .forEach(
            (name, amount) -> {
              ResourceNames.checkOfContainer(name, limits.key(name), errors);
              ResourceNames.checkAmount(name, amount, limits.key(name), errors);
            });
    Place scheduling = runtime.at("scheduling");
    Labels.check(
        scheduling.object().object("nodeSelector"), scheduling.child("nodeSelector"), errors);
  }

  @Override
  public void updated(ApiObject next, ApiObject before, FieldErrors errors) {
    Place.of(next, errors).unchanged("handler", before.tree());
  }
}
