package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.Map;
import java.util.Set;

/**
 * What containers may refer to in the pod round them.
 *
 * @param spec the pod's
 * @param isPod whether it is a pod, and not a template of one
 * @param volumes the good ones, by name
 * @param claims names of resource claims
 */
record PodScope(
    JsonObject spec, boolean isPod, Map<String, JsonObject> volumes, Set<String> claims) {

  /** "" where none is named. */
  String os() {
    return spec.textAt("os", "name");
  }

  String restartPolicy() {
    return spec.text("restartPolicy");
  }

  /** Seconds. */
  long gracePeriod() {
    return spec.number("terminationGracePeriodSeconds", 0);
  }

  /** Whether the users of containers are those of the host. */
  boolean sharesUsers() {
    return !spec.isSet("hostUsers") || spec.isTrue("hostUsers");
  }
}
