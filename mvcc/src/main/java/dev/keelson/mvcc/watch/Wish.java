package dev.keelson.mvcc.watch;

import dev.keelson.mvcc.KeyRange;
import java.util.Optional;

/**
 * What of a {@link WatchSpec} decides which events are told and how: equal wishes share their
 * matched events.
 */
record Wish(KeyRange range, boolean previous, boolean noPuts, boolean noDeletes) {
  static Wish of(WatchSpec spec) {
    return new Wish(spec.range(), spec.previous(), spec.noPuts(), spec.noDeletes());
  }

  /** For an event whose key lies in {@link #range} (rule 35). */
  boolean wants(Event event) {
    return event.isDelete() ? !noDeletes : !noPuts;
  }

  /** The event as told. */
  Event told(Event event) {
    return previous || event.previous().isEmpty()
        ? event
        : new Event(event.revision(), event.kv(), Optional.empty());
  }
}
