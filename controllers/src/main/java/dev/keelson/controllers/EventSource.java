package dev.keelson.controllers;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.events.EventRecorder;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A controller's events, under the name that upstream's controller gives in their source. Its
 * recorder begins with the first of them: most controllers have nothing to tell.
 */
final class EventSource implements Consumer<EventNote>, AutoCloseable {
  /** Where it is not the controller's name. */
  private static final Map<String, String> COMPONENTS =
      Map.of(
          "replicationcontroller-controller", "replication-controller",
          "disruption-controller", "controllermanager",
          "endpoints-controller", "endpoint-controller",
          "endpointslice-controller", "endpoint-slice-controller",
          "endpointslice-mirroring-controller", "endpoint-slice-mirroring-controller",
          "horizontal-pod-autoscaler-controller", "horizontal-pod-autoscaler",
          "node-lifecycle-controller", "node-controller",
          "node-ipam-controller", "cidrAllocator",
          "persistentvolume-binder-controller", "persistentvolume-controller",
          "ephemeral-volume-controller", "ephemeral_volume");

  private final ApiClient client;
  private final String component;
  private Optional<EventRecorder> recorder = Optional.empty();
  private boolean isClosed;

  EventSource(ApiClient client, String controller) {
    this.client = client;
    this.component = component(controller);
  }

  private static String component(String controller) {
    return switch (controller) {
      case "service-lb-controller" -> "service-controller";
      case "node-route-controller" -> "route_controller";
      default -> COMPONENTS.getOrDefault(controller, controller);
    };
  }

  @Override
  public synchronized void accept(EventNote note) {
    if (!isClosed) {
      if (recorder.isEmpty()) {
        recorder = Optional.of(EventRecorder.start(client, component, ""));
      }
      recorder.get().record(note);
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    recorder.ifPresent(EventRecorder::close);
  }
}
