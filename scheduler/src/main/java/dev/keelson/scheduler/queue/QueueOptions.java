package dev.keelson.scheduler.queue;

import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.PreEnqueuePlugin;
import dev.keelson.scheduler.plugin.QueuedPod;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * @param order of the active queue
 * @param preEnqueue by profile
 * @param registrations by profile and plugin
 * @param signer what a batch has in common
 * @param initialBackoff after the first failure
 * @param maxBackoff zero: none at all
 * @param maxUnschedulable after which a pod is tried again whatever happened
 */
public record QueueOptions(
    Comparator<QueuedPod> order,
    Map<String, List<PreEnqueuePlugin>> preEnqueue,
    Map<String, Map<String, List<EventRegistration>>> registrations,
    Function<PodView, Optional<Object>> signer,
    Duration initialBackoff,
    Duration maxBackoff,
    Duration maxUnschedulable) {
  public static final Duration MAX_UNSCHEDULABLE = Duration.ofMinutes(5);
}
