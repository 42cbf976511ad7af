package dev.keelson.scheduler.plugin;

import java.util.List;

/** What has a name, and a part in scheduling by one or more of the other interfaces here. */
public interface Plugin {
  /** As configuration, metrics and messages call it: {@code NodeResourcesFit}. */
  String name();

  /**
   * What may make a pod schedulable that this plugin has refused. Without an answer of its own:
   * anything.
   */
  default List<EventRegistration> eventsToRegister() {
    return EventRegistration.ANYTHING;
  }
}
