package dev.keelson.controllers.nodelifecycle;

import dev.keelson.apiserver.client.time.Timing;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The zones' states and what follows: at what rate each may be tainted. If all zones are fully
 * disrupted it is us who are cut off, and nothing is tainted. Thread-safe: the monitor writes, the
 * tainting thread reads.
 */
final class Zones {
  /** What the monitor does about a change. */
  enum Turn {
    NONE,
    /** All are down: taints are taken off, and nothing is evicted. */
    ENTERS_DISRUPTION,
    /** Some are back: all nodes count as seen now. */
    LEAVES_DISRUPTION
  }

  private final NodeLifecycleOptions options;
  private final Timing timing;
  private final Map<String, ZoneState> states = new HashMap<>();
  private final Map<String, ZoneTainter> tainters = new HashMap<>();

  Zones(NodeLifecycleOptions options, Timing timing) {
    this.options = options;
    this.timing = timing;
  }

  synchronized ZoneTainter tainter(String zone) {
    return tainters.computeIfAbsent(zone, _ -> new ZoneTainter(options.evictionRate(), timing));
  }

  /** A node of it was seen for the first time. */
  synchronized void known(String zone) {
    states.putIfAbsent(zone, ZoneState.INITIAL);
    tainter(zone);
  }

  synchronized Collection<ZoneTainter> tainters() {
    return List.copyOf(tainters.values());
  }

  synchronized ZoneState state(String zone) {
    return states.getOrDefault(zone, ZoneState.INITIAL);
  }

  /**
   * @param ready of each zone's nodes, whether they are; of all zones there are
   */
  synchronized Turn update(Map<String, List<Boolean>> ready) {
    Map<String, ZoneState> now = new HashMap<>();
    ready.forEach((zone, nodes) -> now.put(zone, ZoneState.of(nodes, options.unhealthyZone())));
    now.keySet().forEach(this::known);
    states.keySet().retainAll(now.keySet());
    boolean isDown = now.values().stream().allMatch(ZoneState.FULL_DISRUPTION::equals);
    boolean wasDown = states.values().stream().allMatch(ZoneState.FULL_DISRUPTION::equals);
    if (isDown && wasDown) {
      return Turn.NONE;
    }
    if (isDown) {
      states.keySet().forEach(zone -> tainter(zone).setRate(0));
      states.putAll(now);
      return Turn.ENTERS_DISRUPTION;
    }
    now.forEach(
        (zone, state) -> {
          if (wasDown || state != states.get(zone)) {
            tainter(zone).setRate(options.rate(state, ready.getOrDefault(zone, List.of()).size()));
          }
        });
    states.putAll(now);
    return wasDown ? Turn.LEAVES_DISRUPTION : Turn.NONE;
  }
}
