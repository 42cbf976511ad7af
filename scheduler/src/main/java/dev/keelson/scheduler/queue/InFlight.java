package dev.keelson.scheduler.queue;

import dev.keelson.scheduler.plugin.ClusterChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pods that are being tried, and what has happened since the eldest of them was taken. A pod that
 * is refused is asked about all that came after it was taken: nothing is missed in between.
 */
final class InFlight {
  private record Event(long order, ClusterChange change) {}

  /** By uid, in the order in which they were taken: the order of the event that came next then. */
  private final Map<String, Long> pods = new LinkedHashMap<>();

  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private long next;

  /** Whether it was not there already. */
  boolean take(String uid) {
    return pods.putIfAbsent(uid, next) == null;
  }

  boolean has(String uid) {
    return pods.containsKey(uid);
  }

  boolean isEmpty() {
    return pods.isEmpty();
  }

  int events() {
    return events.size();
  }

  void add(ClusterChange change) {
    if (!pods.isEmpty()) {
      events.add(new Event(next++, change));
    }
  }

  /** What came after it was taken, in order. */
  List<ClusterChange> since(String uid) {
    long from = pods.getOrDefault(uid, Long.MAX_VALUE);
    List<ClusterChange> later = new ArrayList<>();
    for (Event each : events) {
      if (each.order() >= from) {
        later.add(each.change());
      }
    }
    return later;
  }

  void done(String uid) {
    if (pods.remove(uid) == null) {
      return;
    }
    long eldest = pods.isEmpty() ? next : pods.values().iterator().next();
    while (!events.isEmpty() && events.getFirst().order() < eldest) {
      events.removeFirst();
    }
  }

  void clear() {
    pods.clear();
    events.clear();
  }
}
