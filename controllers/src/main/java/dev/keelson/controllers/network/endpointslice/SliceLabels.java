package dev.keelson.controllers.network.endpointslice;

import dev.keelson.controllers.network.ServiceView;
import dev.keelson.controllers.network.slice.Slice;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A slice has the Service's labels and three of its own, which a Service cannot set. A change of
 * those three alone is not worth a write.
 *
 * @param ofService without the three
 */
record SliceLabels(Map<String, String> ofService, Map<String, String> all) {
  static SliceLabels of(ServiceView service) {
    Map<String, String> plain = withoutReserved(service.labels());
    Map<String, String> all = new LinkedHashMap<>(plain);
    if (!service.hasClusterIp()) {
      all.put(ServiceView.HEADLESS_LABEL, "");
    }
    all.put(Slice.SERVICE_LABEL, service.name());
    all.put(Slice.MANAGED_BY_LABEL, EndpointSliceController.MANAGED_BY);
    return new SliceLabels(plain, all);
  }

  private static Map<String, String> withoutReserved(Map<String, String> labels) {
    Map<String, String> plain = new LinkedHashMap<>(labels);
    plain.remove(ServiceView.HEADLESS_LABEL);
    plain.remove(Slice.SERVICE_LABEL);
    plain.remove(Slice.MANAGED_BY_LABEL);
    return plain;
  }

  boolean differ(Slice slice) {
    return !withoutReserved(slice.labels()).equals(ofService);
  }

  Slice on(Slice slice) {
    return slice.labels().equals(all) ? slice : slice.withLabels(all);
  }
}
