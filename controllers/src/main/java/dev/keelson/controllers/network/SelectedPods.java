package dev.keelson.controllers.network;

import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.pod.PodView;
import java.util.ArrayList;
import java.util.List;

/** The pods that a Service selects. */
public final class SelectedPods {
  private SelectedPods() {}

  /** In the store's order. */
  public static List<PodView> of(ServiceView service, Store pods) {
    List<PodView> selected = new ArrayList<>();
    for (ApiObject each : pods.inNamespace(service.namespace())) {
      if (service.selects(each)) {
        selected.add(new PodView(each));
      }
    }
    return selected;
  }

  /** Whether it has an address to be found at; one that ends only if that is wanted. */
  public static boolean isEndpoint(PodView pod, boolean includesTerminating) {
    return !pod.isTerminal()
        && !pod.podIps().isEmpty()
        && (includesTerminating || !pod.isBeingDeleted());
  }
}
