package dev.keelson.controllers.network;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.PodView;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * When that happened what changed the endpoints: the value of {@link #ANNOTATION}, by which the
 * time until they are written is measured. Of several changes between two looks the first counts;
 * of several changes of one pod only the last is seen. One name is asked for by one thread at a
 * time.
 */
public final class TriggerTimes {
  public static final String ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

  /** What was seen last. */
  private record Seen(Instant service, Map<String, Instant> pods) {}

  private final Map<ObjectName, Seen> seen = new ConcurrentHashMap<>();

  /** Empty: nothing that has a time. The first time of a Service, its creation. */
  public Optional<Instant> next(ServiceView service, List<PodView> pods) {
    Map<String, Instant> times = new HashMap<>();
    for (PodView pod : pods) {
      pod.condition(PodConditions.READY)
          .flatMap(PodConditions::since)
          .ifPresent(since -> times.put(pod.name(), since));
    }
    Instant created = service.created();
    Seen before = seen.put(service.objectName(), new Seen(created, times));
    if (before == null) {
      return Optional.of(created).filter(time -> !time.equals(Instant.MIN));
    }
    Stream<Instant> changed =
        times.entrySet().stream()
            .filter(
                pod ->
                    pod.getValue().isAfter(before.pods().getOrDefault(pod.getKey(), Instant.MIN)))
            .map(Map.Entry::getValue);
    Stream<Instant> anew = Stream.of(created).filter(time -> time.isAfter(before.service()));
    return Stream.concat(changed, anew).min(Instant::compareTo);
  }

  public void forget(ObjectName service) {
    seen.remove(service);
  }
}
