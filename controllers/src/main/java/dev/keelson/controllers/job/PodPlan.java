package dev.keelson.controllers.job;

import dev.keelson.controllers.pod.DeletionRanking;
import dev.keelson.controllers.pod.PodView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a Job that goes on does about its pods: either fewer or more, never both. Pure. */
sealed interface PodPlan {
  /** Pods made or deleted in a pass. */
  int MOST = 500;

  record Keep() implements PodPlan {}

  record Delete(List<JobPod> pods) implements PodPlan {}

  /**
   * @param indexes one for each; empty: pods of this Job have none
   */
  record Create(int count, List<Integer> indexes) implements PodPlan {}

  /** Something failed not long ago. */
  record Wait(Duration remaining) implements PodPlan {}

  static PodPlan of(JobView job, JobFacts facts, Instant now) {
    int active = facts.active().size();
    if (job.isSuspended()) {
      return new Delete(removable(job, facts, active, now));
    }
    int wanted = wanted(job, facts, active);
    List<JobPod> surplus = removable(job, facts, Math.max(0, active - wanted), now);
    if (!surplus.isEmpty()) {
      return new Delete(surplus.subList(0, Math.min(surplus.size(), MOST)));
    }
    int terminating = job.replacesOnlyFailed() ? facts.terminating() : 0;
    int missing = wanted - terminating - active;
    return missing > 0 ? more(job, facts, Math.min(missing, MOST), now) : new Keep();
  }

  private static int wanted(JobView job, JobFacts facts, int active) {
    if (job.completions().isEmpty()) {
      // One success is enough: what runs may run on, nothing is added.
      return facts.succeeded() > 0 ? active : job.parallelism();
    }
    int left = job.completions().getAsInt() - facts.succeeded();
    return Math.clamp(left, 0, Math.max(0, job.parallelism()));
  }

  private static PodPlan more(JobView job, JobFacts facts, int missing, Instant now) {
    if (!job.limitsEachIndex()) {
      Duration remaining = facts.backoff().remaining(now);
      if (remaining.isPositive()) {
        return new Wait(remaining);
      }
    }
    if (!job.isIndexed()) {
      return new Create(missing, List.of());
    }
    List<Integer> pending = pending(job, facts, missing);
    List<Integer> ready = new ArrayList<>();
    Optional<Duration> soonest = Optional.empty();
    for (int index : pending) {
      Duration remaining = remaining(facts, index, now);
      if (remaining.isZero()) {
        ready.add(index);
      } else {
        soonest =
            soonest
                .filter(known -> known.compareTo(remaining) <= 0)
                .or(() -> Optional.of(remaining));
      }
    }
    if (ready.isEmpty() && soonest.isPresent()) {
      return new Wait(soonest.get());
    }
    return ready.isEmpty() ? new Keep() : new Create(ready.size(), ready);
  }

  private static Duration remaining(JobFacts facts, int index, Instant now) {
    JobPod failed = facts.delayed().get(index);
    return failed == null
        ? Duration.ZERO
        : new FailureBackoff(failed.allIndexFailures() + 1, Optional.of(failed.finishedAt()))
            .remaining(now);
  }

  private static List<Integer> pending(JobView job, JobFacts facts, int count) {
    Set<Integer> taken = new HashSet<>();
    facts.active().forEach(each -> taken.add(each.index()));
    if (job.replacesOnlyFailed()) {
      facts.pods().stream()
          .filter(each -> each.pod().isTerminating())
          .forEach(each -> taken.add(each.index()));
    }
    taken.remove(JobPod.NO_INDEX);
    return facts
        .succeededIndexes()
        .withAll(taken)
        .with(facts.failedIndexes().orElse(IndexIntervals.NONE))
        .missing(count, job.indexes());
  }

  /** Those of no use at all, and so many of the others that {@code atLeast} go. */
  private static List<JobPod> removable(JobView job, JobFacts facts, int atLeast, Instant now) {
    List<JobPod> removed = new ArrayList<>();
    List<JobPod> left = new ArrayList<>();
    if (job.isIndexed()) {
      partByIndex(job, facts, now, removed, left);
    } else {
      left.addAll(facts.active());
    }
    if (removed.size() < atLeast) {
      removed.addAll(ranked(left, now).subList(0, atLeast - removed.size()));
    }
    return removed;
  }

  private static void partByIndex(
      JobView job, JobFacts facts, Instant now, List<JobPod> removed, List<JobPod> left) {
    Map<Integer, List<JobPod>> byIndex = new HashMap<>();
    for (JobPod each : facts.active()) {
      if (each.hasIndexBelow(job.indexes())) {
        byIndex.computeIfAbsent(each.index(), _ -> new ArrayList<>()).add(each);
      } else {
        removed.add(each);
      }
    }
    for (List<JobPod> same : byIndex.values()) {
      List<JobPod> ranked = ranked(same, now);
      removed.addAll(ranked.subList(0, ranked.size() - 1));
      left.add(ranked.getLast());
    }
  }

  private static List<JobPod> ranked(List<JobPod> pods, Instant now) {
    List<PodView> views = pods.stream().map(JobPod::pod).toList();
    return DeletionRanking.order(views, List.of(), now).stream().map(JobPod::new).toList();
  }
}
