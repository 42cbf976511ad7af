package dev.keelson.controllers.persistentvolume;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/** The claims that a pod uses: named, or made for it. */
public final class PodClaims {
  private PodClaims() {}

  /** Of both sorts; of an ephemeral volume, the claim is named after pod and volume. */
  public static List<ObjectName> of(ApiObject pod) {
    return pod.spec()
        .array("volumes")
        .objects()
        .map(volume -> name(pod, volume))
        .filter(name -> !name.isEmpty())
        .map(name -> new ObjectName(pod.namespace(), name))
        .toList();
  }

  private static String name(ApiObject pod, JsonObject volume) {
    return volume.isSet("ephemeral")
        ? ofEphemeral(pod, volume.text("name"))
        : volume.object("persistentVolumeClaim").text("claimName");
  }

  public static String ofEphemeral(ApiObject pod, String volume) {
    return pod.name() + "-" + volume;
  }

  /** For an index: {@code namespace/name}. */
  public static List<String> keys(ApiObject pod) {
    return of(pod).stream().map(ObjectName::toString).toList();
  }
}
