package dev.keelson.controllers.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which pods are counted now, and as what. Pure. */
final class Ledger {
  /**
   * @param counted lose their finalizer once the rest is written
   * @param newIndexes that succeeded and were not in the status
   * @param isFull there may be more: another pass
   */
  record Entry(
      List<JobPod> counted, Uncounted uncounted, List<Integer> newIndexes, boolean isFull) {}

  private Ledger() {}

  static Entry of(
      JobView job, JobFacts facts, Optional<JobFinish> finish, Uncounted before, int most) {
    Set<String> knownSucceeded = new HashSet<>(before.succeeded());
    Set<String> knownFailed = new HashSet<>(before.failed());
    List<JobPod> counted = new ArrayList<>();
    List<String> succeeded = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    List<Integer> indexes = new ArrayList<>();
    List<JobPod> pods =
        job.isIndexed()
            ? facts.pods().stream().sorted(Comparator.comparingInt(JobPod::index)).toList()
            : facts.pods();
    for (JobPod pod : pods) {
      if (!facts.isTracked(pod) || !hasEnded(job, facts, finish, pod)) {
        continue;
      }
      counted.add(pod);
      boolean isFailure = pod.isFailed(job) || finish.filter(each -> !each.isSuccess()).isPresent();
      if (pod.isSucceeded() && !knownFailed.contains(pod.uid())) {
        if (!job.isIndexed()) {
          addUnlessKnown(pod, knownSucceeded, succeeded);
        } else if (pod.hasIndexBelow(job.indexes()) && !facts.succeededBefore().has(pod.index())) {
          indexes.add(pod.index());
        }
      } else if (isFailure && (!job.isIndexed() || pod.hasIndexBelow(job.indexes()))) {
        if (!job.hasFailurePolicy() || FailurePolicy.of(job, pod).isCounted()) {
          addUnlessKnown(pod, knownFailed, failed);
        }
      }
      if (indexes.size() + before.size() + succeeded.size() + failed.size() >= most) {
        return new Entry(counted, before.with(succeeded, failed), indexes, true);
      }
    }
    return new Entry(counted, before.with(succeeded, failed), indexes, false);
  }

  private static void addUnlessKnown(JobPod pod, Set<String> known, List<String> to) {
    if (known.add(pod.uid())) {
      to.add(pod.uid());
    }
  }

  private static boolean hasEnded(
      JobView job, JobFacts facts, Optional<JobFinish> finish, JobPod pod) {
    if (job.isBeingDeleted() || finish.isPresent() || pod.isSucceeded()) {
      return true;
    }
    JobPod delayed = facts.delayed().get(pod.index());
    return pod.isFailed(job) && (delayed == null || !delayed.uid().equals(pod.uid()));
  }
}
