package dev.keelson.scheduler.queue;

import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.QueueingHint;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the plugins of the profiles want to hear of. Under the queue's lock. */
final class Hints {
  private static final Logger LOG = LoggerFactory.getLogger(Hints.class);

  /** Who wants to hear of one kind of change, in one profile. */
  record Interested(String plugin, QueueingHint hint) {
    boolean isWorthTrying(PodView pod, ClusterChange change) {
      try {
        return hint.isWorthTrying(pod, change);
      } catch (RuntimeException e) {
        LOG.error("{}: the queueing hint of {} failed", pod, plugin, e);
        return true;
      }
    }
  }

  private final Map<String, Map<String, List<EventRegistration>>> profiles;

  /** By event, then profile. Filled as events come; there are few kinds. */
  private final Map<ClusterEvent, Map<String, List<Interested>>> known = new HashMap<>();

  /**
   * @param profiles by profile, by plugin
   */
  Hints(Map<String, Map<String, List<EventRegistration>>> profiles) {
    this.profiles = profiles;
  }

  /** By profile; profiles without any are not there. */
  Map<String, List<Interested>> of(ClusterEvent event) {
    Map<String, List<Interested>> found = known.get(event);
    if (found == null) {
      found = find(event);
      known.put(event, found);
    }
    return found;
  }

  private Map<String, List<Interested>> find(ClusterEvent event) {
    Map<String, List<Interested>> found = new LinkedHashMap<>();
    profiles.forEach(
        (profile, plugins) ->
            plugins.forEach(
                (plugin, registrations) -> {
                  for (EventRegistration each : registrations) {
                    if (each.event().covers(event)) {
                      found
                          .computeIfAbsent(profile, _ -> new ArrayList<>())
                          .add(new Interested(plugin, each.hint()));
                    }
                  }
                }));
    return found;
  }

  List<ClusterEvent> eventsOf(String profile, String plugin) {
    return profiles.getOrDefault(profile, Map.of()).getOrDefault(plugin, List.of()).stream()
        .map(EventRegistration::event)
        .toList();
  }
}
