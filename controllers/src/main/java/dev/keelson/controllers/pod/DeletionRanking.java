package dev.keelson.controllers.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pods are missed least, first: not bound, before pending, before unknown, before running;
 * not ready; of low deletion cost; beside others of theirs on a node; ready, then made, a short
 * time ago; restarted often. Ages count by powers of two, and among those alike the uid decides, so
 * that it is not always the same node that loses (upstream's {@code ActivePodsWithRanks}).
 */
public final class DeletionRanking {
  /** What is compared, read once a pod. */
  private record Ranked(
      PodView pod,
      boolean isBound,
      int phase,
      boolean isReady,
      int cost,
      int beside,
      int readyAge,
      int restarts,
      int sidecarRestarts,
      int age,
      String uid) {}

  private static final Comparator<Ranked> FIRST_TO_GO =
      Comparator.comparing(Ranked::isBound)
          .thenComparingInt(Ranked::phase)
          .thenComparing(Ranked::isReady)
          .thenComparingInt(Ranked::cost)
          .thenComparing(Comparator.comparingInt(Ranked::beside).reversed())
          .thenComparingInt(Ranked::readyAge)
          .thenComparing(Comparator.comparingInt(Ranked::restarts).reversed())
          .thenComparing(Comparator.comparingInt(Ranked::sidecarRestarts).reversed())
          .thenComparingInt(Ranked::age)
          .thenComparing(Ranked::uid);

  private DeletionRanking() {}

  /**
   * @param related active pods of the same kind, whoever owns them: those of all ReplicaSets of a
   *     Deployment; how many share a pod's node counts
   */
  public static List<PodView> order(List<PodView> pods, List<PodView> related, Instant now) {
    Map<String, Integer> onNode = new HashMap<>();
    for (PodView each : related) {
      if (each.isActive()) {
        onNode.merge(each.nodeName(), 1, Integer::sum);
      }
    }
    return pods.stream()
        .map(pod -> ranked(pod, onNode, now))
        .sorted(FIRST_TO_GO)
        .map(Ranked::pod)
        .toList();
  }

  private static Ranked ranked(PodView pod, Map<String, Integer> onNode, Instant now) {
    return new Ranked(
        pod,
        pod.isBound(),
        switch (pod.phase()) {
          case "Unknown" -> 1;
          case "Running" -> 2;
          default -> 0;
        },
        pod.isReady(),
        pod.deletionCost(),
        onNode.getOrDefault(pod.nodeName(), 0),
        logarithmic(pod.readySince(), now),
        pod.restarts(),
        pod.sidecarRestarts(),
        logarithmic(Optional.of(pod.created()).filter(since -> since.isAfter(Instant.MIN)), now),
        pod.uid());
  }

  /** The power of two of nanoseconds; -1 of the future, -2 where nobody knows. */
  private static int logarithmic(Optional<Instant> since, Instant now) {
    if (since.isEmpty()) {
      return -2;
    }
    Duration age = Duration.between(since.get(), now);
    if (!age.isPositive()) {
      return -1;
    }
    long nanos = age.toDays() > 36_500 ? Long.MAX_VALUE : age.toNanos();
    return 63 - Long.numberOfLeadingZeros(nanos);
  }
}
