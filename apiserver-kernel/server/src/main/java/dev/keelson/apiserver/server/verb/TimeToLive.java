package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;

/**
 * How long objects live by themselves: events an hour (upstream's --event-ttl), all else for ever.
 */
final class TimeToLive {
  private static final long EVENT_SECONDS = 3_600;

  private TimeToLive() {}

  /** In seconds; 0 for ever. */
  static long of(ApiObject object) {
    return object.tree().text("kind").equals("Event") ? EVENT_SECONDS : 0;
  }
}
