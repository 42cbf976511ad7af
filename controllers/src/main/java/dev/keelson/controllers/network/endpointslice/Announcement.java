package dev.keelson.controllers.network.endpointslice;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.controllers.network.ServiceView;

/** Something to be said about a Service. */
record Announcement(boolean isWarning, String reason, String message) {
  private static final String DISABLED = "TopologyAwareHintsDisabled";

  static Announcement enabled(String addressType) {
    return new Announcement(
        false,
        "TopologyAwareHintsEnabled",
        "Topology Aware Hints has been enabled, addressType: " + addressType);
  }

  static Announcement disabled(String why, String addressType) {
    return new Announcement(true, DISABLED, why + ", addressType: " + addressType);
  }

  EventNote about(ServiceView service) {
    return isWarning
        ? EventNote.warning(service.object(), reason, message)
        : EventNote.normal(service.object(), reason, message);
  }
}
