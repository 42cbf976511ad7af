package dev.keelson.controllers.network.mirroring;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.controllers.network.TriggerTimes;
import dev.keelson.controllers.network.slice.Endpoint;
import dev.keelson.controllers.network.slice.EndpointKey;
import dev.keelson.controllers.network.slice.Slice;
import dev.keelson.controllers.pod.OwnerRefs;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A slice that mirrors an Endpoints object: its labels and annotations too. */
final class MirrorSlices {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private MirrorSlices() {}

  /** Without endpoints. */
  static Slice of(ApiObject endpoints, String addressType, JsonArray ports) {
    Map<String, String> labels = new LinkedHashMap<>(endpoints.labels());
    labels.put(Slice.SERVICE_LABEL, endpoints.name());
    labels.put(Slice.MANAGED_BY_LABEL, MirroringController.MANAGED_BY);
    return Slice.fresh(
            endpoints.namespace(),
            endpoints.name(),
            OwnerRefs.toController(endpoints),
            addressType,
            ports)
        .withLabels(labels)
        .withAnnotations(annotations(endpoints));
  }

  private static Map<String, String> annotations(ApiObject endpoints) {
    Map<String, String> kept = new LinkedHashMap<>(endpoints.annotations());
    kept.remove(TriggerTimes.ANNOTATION);
    kept.remove(LAST_APPLIED);
    return kept;
  }

  static boolean isRight(Slice known, Slice wanted, ApiObject endpoints) {
    return haveSame(known.endpoints(), wanted.endpoints())
        && plain(known.labels()).equals(plain(wanted.labels()))
        && known.object().annotations().equals(wanted.object().annotations())
        && !isOfPredecessor(known, endpoints);
  }

  private static Map<String, String> plain(Map<String, String> labels) {
    Map<String, String> plain = new HashMap<>(labels);
    plain.remove(Slice.SERVICE_LABEL);
    plain.remove(Slice.MANAGED_BY_LABEL);
    return plain;
  }

  private static boolean haveSame(List<Endpoint> known, List<Endpoint> wanted) {
    Map<EndpointKey, Endpoint> missing = new HashMap<>();
    wanted.forEach(each -> missing.put(each.key(), each));
    for (Endpoint each : known) {
      Endpoint match = missing.remove(each.key());
      if (match == null || !match.isLike(each)) {
        return false;
      }
    }
    return missing.isEmpty();
  }

  /** Whether it belongs to Endpoints of the same name that are gone: its collection is near. */
  private static boolean isOfPredecessor(Slice slice, ApiObject endpoints) {
    return OwnerRefs.of(slice.object()).stream()
        .anyMatch(
            owner ->
                owner.kind().equals("Endpoints")
                    && owner.name().equals(endpoints.name())
                    && !owner.uid().equals(endpoints.uid()));
  }
}
