package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.kind.Filling;

/** Profiles given by annotations of old, which become fields when a pod is created. */
final class AppArmor {
  private static final String PREFIX = "container.apparmor.security.beta.kubernetes.io/";
  private static final String LOCAL = "localhost/";

  private AppArmor() {}

  static JsonObject fromAnnotations(JsonObject spec, ApiObject pod) {
    JsonObject annotations = pod.metadata().object("annotations");
    if (spec.textAt("os", "name").equals("windows")
        || annotations.names().stream().noneMatch(name -> name.startsWith(PREFIX))) {
      return spec;
    }
    JsonObject ofPod = spec.objectAt("securityContext", "appArmorProfile");
    Filling filling = Filling.of(spec);
    for (String list : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
      filling.each(
          list,
          container -> {
            JsonObject profile = profile(annotations.text(PREFIX + container.text("name")));
            JsonObject context = container.object("securityContext");
            return profile.isEmpty() || profile.equals(ofPod) || context.isSet("appArmorProfile")
                ? container
                : container.with("securityContext", context.with("appArmorProfile", profile));
          });
    }
    return filling.done();
  }

  /** Empty for what is no profile. */
  private static JsonObject profile(String annotation) {
    return switch (annotation) {
      case "unconfined" -> JsonObject.EMPTY.with("type", "Unconfined");
      case "runtime/default" -> JsonObject.EMPTY.with("type", "RuntimeDefault");
      default -> {
        String local = annotation.startsWith(LOCAL) ? annotation.substring(LOCAL.length()) : "";
        yield local.isBlank() || !local.strip().equals(local)
            ? JsonObject.EMPTY
            : JsonObject.EMPTY.with("type", "Localhost").with("localhostProfile", local);
      }
    };
  }
}
