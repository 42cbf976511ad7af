package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.Located;
import dev.keelson.apiserver.server.kind.Semantics;
import dev.keelson.apiserver.server.kind.meta.Difference;
import java.util.HashMap;
import java.util.Map;

/** {@code pods/ephemeralcontainers}: containers are added to a pod, and stay as they are. */
public final class EphemeralContainersRules {
  private EphemeralContainersRules() {}

  /** The pod before, with the new ephemeral containers and the metadata a status may change. */
  public static ApiObject prepared(ApiObject next, ApiObject before) {
    JsonObject spec = before.spec();
    JsonObject changed =
        next.spec().isSet("ephemeralContainers")
            ? spec.with("ephemeralContainers", next.spec().get("ephemeralContainers"))
            : spec.without("ephemeralContainers");
    return PodPreparation.onlySpec(next, before, changed);
  }

  /** {@code next} as {@link #prepared}. */
  public static void check(ApiObject next, ApiObject before, FieldErrors errors) {
    if (before.annotations().containsKey(AnnotationRules.MIRROR)) {
      errors.forbidden(FieldPath.of(""), "static pods do not support ephemeral containers");
      return;
    }
    Located pod = Located.root(next.tree(), errors);
    PodRules.whole(pod);
    PodRules.annotations(pod, before);
    kept(pod.in("spec"), before);
  }

  private static void kept(Located spec, ApiObject before) {
    Map<String, JsonObject> now = new HashMap<>();
    spec.each("ephemeralContainers").forEach(each -> now.put(each.text("name"), each.json()));
    before
        .spec()
        .array("ephemeralContainers")
        .objects()
        .forEach(
            old -> {
              String name = old.text("name");
              JsonObject same = now.get(name);
              if (same == null) {
                spec.forbidden(
                    "ephemeralContainers",
                    "existing ephemeral containers \"" + name + "\" may not be removed\n");
              } else if (!Semantics.same(old, same)) {
                spec.forbidden(
                    "ephemeralContainers",
                    "existing ephemeral containers \""
                        + name
                        + "\" may not be changed\n"
                        + Difference.of(
                            PodForm.ephemeralContainer(old), PodForm.ephemeralContainer(same)));
              }
            });
  }
}
