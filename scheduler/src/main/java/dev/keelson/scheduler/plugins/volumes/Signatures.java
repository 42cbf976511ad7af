package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;

/** What of a pod's volumes matters to the choice of its node. */
final class Signatures {
  private Signatures() {}

  /** All volumes but those that are made up on the node out of the API. */
  static List<JsonValue> volumes(PodView pod) {
    if (pod.volumes().isEmpty()) {
      return List.of();
    }
    List<JsonValue> real = new ArrayList<>();
    for (JsonValue each : pod.volumes()) {
      if (each instanceof JsonObject volume
          && !volume.isSet("configMap")
          && !volume.isSet("secret")
          && !volume.isSet("projected")
          && !volume.isSet("downwardAPI")
          && !volume.isSet("emptyDir")) {
        // An ephemeral volume's claim is another for each pod.
        real.add(volume.isSet("ephemeral") ? volume.with("pod", pod.name().name()) : volume);
      }
    }
    return real;
  }
}
