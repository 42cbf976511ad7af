package dev.keelson.controllers.token;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.HashSet;
import java.util.Set;

/** The Secrets that a pod names, wherever it does. Pure. */
final class PodSecrets {
  /** Under these names stands a Secret's, or an object with it. */
  private static final Set<String> REFERENCES =
      Set.of(
          "secret",
          "secretName",
          "secretRef",
          "secretKeyRef",
          "imagePullSecrets",
          "nodePublishSecretRef",
          "controllerPublishSecretRef",
          "nodeStageSecretRef");

  private PodSecrets() {}

  static Set<String> of(ApiObject pod) {
    Set<String> found = new HashSet<>();
    walk(pod.spec(), found);
    return found;
  }

  private static void walk(JsonValue value, Set<String> found) {
    switch (value) {
      case JsonObject object ->
          object.forEach(
              (name, each) -> {
                if (REFERENCES.contains(name)) {
                  collect(each, found);
                }
                walk(each, found);
              });
      case JsonArray array -> array.forEach(each -> walk(each, found));
      default -> {}
    }
  }

  private static void collect(JsonValue reference, Set<String> found) {
    switch (reference) {
      case JsonString(String text) -> found.add(text);
      case JsonObject object -> {
        found.add(object.text("name"));
        found.add(object.text("secretName"));
      }
      case JsonArray array -> array.forEach(each -> collect(each, found));
      default -> {}
    }
    found.remove("");
  }
}
