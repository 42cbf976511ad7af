package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.nodeagent.spec.PodView;
import java.util.Optional;

/** Whether what a pod's volumes are made of is there. Other kinds of volumes always are. */
final class Volumes {
  private final ConfigSource source;
  private final PodView pod;

  Volumes(ConfigSource source, PodView pod) {
    this.source = source;
    this.pod = pod;
  }

  /** The text of the event about the first that cannot be mounted. */
  Optional<String> problem() {
    for (JsonObject volume : pod.spec().array("volumes").objects().toList()) {
      try {
        check(volume);
      } catch (ConfigMissing e) {
        return Optional.of(
            "MountVolume.SetUp failed for volume \"%s\" : %s"
                .formatted(volume.text("name"), e.text()));
      }
    }
    return Optional.empty();
  }

  private void check(JsonObject volume) {
    if (volume.isSet("configMap")) {
      configMap(volume.object("configMap"));
    } else if (volume.isSet("secret")) {
      secret(volume.object("secret"), "secretName");
    } else if (volume.isSet("projected")) {
      volume
          .object("projected")
          .array("sources")
          .objects()
          .forEach(
              each -> {
                if (each.isSet("configMap")) {
                  configMap(each.object("configMap"));
                } else if (each.isSet("secret")) {
                  secret(each.object("secret"), "name");
                }
              });
    }
  }

  private void configMap(JsonObject reference) {
    String name = reference.text("name");
    Optional<ApiObject> found = source.configMap(new ObjectName(pod.namespace(), name));
    require(reference, found, "configmap", name, "configmap references non-existent config key: ");
  }

  private void secret(JsonObject reference, String field) {
    String name = reference.text(field);
    Optional<ApiObject> found = source.secret(new ObjectName(pod.namespace(), name));
    require(reference, found, "secret", name, "references non-existent secret key: ");
  }

  private static void require(
      JsonObject reference, Optional<ApiObject> found, String kind, String name, String noKey) {
    if (reference.isTrue("optional")) {
      return;
    }
    JsonObject tree =
        found
            .map(ApiObject::tree)
            .orElseThrow(() -> new ConfigMissing("%s \"%s\" not found".formatted(kind, name)));
    reference
        .array("items")
        .objects()
        .map(item -> item.text("key"))
        .filter(key -> !tree.object("data").has(key) && !tree.object("binaryData").has(key))
        .findFirst()
        .ifPresent(
            key -> {
              throw new ConfigMissing(noKey + key);
            });
  }
}
