package dev.keelson.scheduler.plugin;

import java.util.List;

/** Of which changes a plugin wants to hear, for the pods that it refused. */
public record EventRegistration(ClusterEvent event, QueueingHint hint) {
  static final List<EventRegistration> ANYTHING = List.of(always(ClusterEvent.ANY));

  public static EventRegistration always(ClusterEvent event) {
    return new EventRegistration(event, (_, _) -> true);
  }

  public static EventRegistration of(EventResource resource, int actions, QueueingHint hint) {
    return new EventRegistration(ClusterEvent.of(resource, actions), hint);
  }

  public static EventRegistration always(EventResource resource, int actions) {
    return always(ClusterEvent.of(resource, actions));
  }
}
