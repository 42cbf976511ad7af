package dev.keelson.scheduler.queue;

import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.scheduler.metrics.SchedulerMetrics;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.PreEnqueuePlugin;
import dev.keelson.scheduler.plugin.QueuedPod;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A queue under stepped time: plugin "Fit" wants to hear of nodes, "Gate" holds back by name. */
final class QueueKit {
  static final String FIT = "Fit";
  static final String GATE = "Gate";
  static final ClusterEvent NODE_ADD = ClusterEvent.of(EventResource.NODE, ClusterEvent.ADD);
  static final Comparator<QueuedPod> ORDER =
      Comparator.<QueuedPod>comparingInt(entry -> -entry.pod().priority())
          .thenComparing(QueuedPod::timestamp)
          .thenComparing(entry -> entry.pod().name());

  final SteppedTiming timing = new SteppedTiming(Instant.parse("2026-01-01T00:00:00Z"));
  final SchedulerMetrics metrics = new SchedulerMetrics();
  final Set<String> gated = new HashSet<>();
  final SchedulingQueue queue;

  QueueKit() {
    PreEnqueuePlugin gate =
        new PreEnqueuePlugin() {
          @Override
          public String name() {
            return GATE;
          }

          @Override
          public Verdict preEnqueue(PodView pod) {
            return gated.contains(pod.name().name())
                ? Verdict.unresolvable("gated")
                : Verdict.SUCCESS;
          }
        };
    Map<String, List<EventRegistration>> registrations =
        Map.of(
            FIT,
            List.of(EventRegistration.always(EventResource.NODE, ClusterEvent.ADD)),
            GATE,
            List.of(EventRegistration.always(EventResource.POD, ClusterEvent.UPDATE_POD_LABEL)));
    queue =
        new SchedulingQueue(
                timing,
                new QueueOptions(
                    ORDER,
                    Map.of("default-scheduler", List.of(gate)),
                    Map.of("default-scheduler", registrations),
                    _ -> Optional.empty(),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5)),
                new NominatedPods(_ -> true),
                metrics)
            .start();
  }

  /** As a cycle does that finds no node. */
  void refuse(PodEntry entry) {
    entry.rejectedBy(Set.of(FIT), Set.of());
    queue.giveBack(entry);
  }

  /** As a cycle does that stumbles. */
  void fail(PodEntry entry) {
    entry.rejectedBy(Set.of(), Set.of());
    queue.giveBack(entry);
  }

  void nodeComes() {
    queue.moveAll(new ClusterChange.Nodes(NODE_ADD, Optional.empty(), Optional.empty()));
  }

  String next() {
    return queue.poll().map(entry -> entry.pod().name().name()).orElse("");
  }

  void pass(Duration time) {
    timing.advance(time);
  }
}
