package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.json.JsonArray;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where a Job stands: what its status says, and its pods that are not in there yet. Pure.
 *
 * @param untracked uids whose finalizer was taken off, though the pods at hand do not show it yet
 * @param succeeded those too that are not in the status
 * @param succeededBefore indexes that the status tells of
 * @param failedIndexes empty: the Job has no limit for each index
 * @param delayed by index, the failed pod that stays until its successor has taken over its count
 * @param finish empty: it goes on
 */
record JobFacts(
    List<JobPod> pods,
    Set<String> untracked,
    List<JobPod> active,
    int ready,
    int terminating,
    int succeeded,
    int failed,
    FailureBackoff backoff,
    IndexIntervals succeededBefore,
    IndexIntervals succeededIndexes,
    Optional<IndexIntervals> failedIndexes,
    Map<Integer, JobPod> delayed,
    Optional<JobFinish> finish) {

  static JobFacts of(
      JobView job,
      List<JobPod> pods,
      Set<String> untracked,
      FailureBackoff backoff,
      Optional<Instant> startTime,
      Instant now) {
    return new Assessment(job, pods, untracked, backoff, startTime, now).facts();
  }

  /** Whether its end is still to be counted. */
  boolean isTracked(JobPod pod) {
    return pod.isTracked() && !untracked.contains(pod.uid());
  }

  /** How long until its deadline. */
  static Optional<Duration> untilDeadline(JobView job, Optional<Instant> startTime, Instant now) {
    OptionalLong deadline = job.activeDeadline();
    if (deadline.isEmpty() || startTime.isEmpty() || job.isSuspended()) {
      return Optional.empty();
    }
    return Optional.of(Duration.between(now, startTime.get().plusSeconds(deadline.getAsLong())));
  }

  /** The steps towards the facts, in upstream's order of precedence. */
  private record Assessment(
      JobView job,
      List<JobPod> pods,
      Set<String> untracked,
      FailureBackoff backoff,
      Optional<Instant> startTime,
      Instant now) {
    JobFacts facts() {
      List<JobPod> active = pods.stream().filter(each -> each.pod().isActive()).toList();
      Uncounted uncounted = Uncounted.of(job.status());
      List<JobPod> newSucceeded = fresh(uncounted.succeeded(), JobPod::isSucceeded);
      List<JobPod> newFailed = fresh(uncounted.failed(), each -> each.isFailed(job));
      int failed =
          (int) job.status().number("failed", 0)
              + (int) newFailed.stream().filter(this::isCounted).count()
              + uncounted.failed().size();
      int succeeded =
          (int) job.status().number("succeeded", 0)
              + newSucceeded.size()
              + uncounted.succeeded().size();
      Optional<JobFinish> finish =
          JobFinish.decided(conditions()).or(this::failedByPolicy).or(() -> failedByLimit(failed));
      IndexIntervals before = IndexIntervals.NONE;
      IndexIntervals after = IndexIntervals.NONE;
      Optional<IndexIntervals> failedIndexes = Optional.empty();
      Map<Integer, JobPod> delayed = Map.of();
      if (job.isIndexed()) {
        before = IndexIntervals.parse(job.status().text("completedIndexes"), job.indexes());
        after = before.withAll(indexes(JobPod::isSucceeded));
        succeeded = after.total();
        if (job.limitsEachIndex()) {
          IndexIntervals failures =
              IndexIntervals.parse(job.status().text("failedIndexes"), job.indexes())
                  .withAll(indexes(this::failsIndex));
          failedIndexes = Optional.of(failures);
          IndexIntervals successes = after;
          finish = finish.or(() -> failedByIndexes(failures, successes));
          delayed = delayed(active, successes, failures);
        }
        IndexIntervals successes = after;
        finish =
            finish.or(
                () ->
                    SuccessPolicy.met(job, successes)
                        .map(rule -> JobFinish.success("SuccessPolicy", rule)));
      }
      return new JobFacts(
          pods,
          untracked,
          active,
          (int) active.stream().filter(each -> each.pod().isReady()).count(),
          (int) pods.stream().filter(each -> each.pod().isTerminating()).count(),
          succeeded,
          failed,
          backoff.with(times(newSucceeded), times(newFailed)),
          before,
          after,
          failedIndexes,
          delayed,
          finish);
    }

    private JsonArray conditions() {
      return job.status().array("conditions");
    }

    private static List<Instant> times(List<JobPod> pods) {
      return pods.stream().map(JobPod::finishedAt).toList();
    }

    /** Those that the status does not tell of. */
    private List<JobPod> fresh(List<String> known, Predicate<JobPod> filter) {
      Set<String> uids = new HashSet<>(known);
      return pods.stream()
          .filter(each -> isOpen(each) && !uids.contains(each.uid()))
          .filter(filter)
          .toList();
    }

    private boolean isOpen(JobPod pod) {
      return pod.isTracked()
          && !untracked.contains(pod.uid())
          && (!job.isIndexed() || pod.hasIndexBelow(job.indexes()));
    }

    private boolean isCounted(JobPod failed) {
      return !job.hasFailurePolicy() || FailurePolicy.of(job, failed).isCounted();
    }

    private Set<Integer> indexes(Predicate<JobPod> filter) {
      Set<Integer> found = new HashSet<>();
      pods.stream()
          .filter(each -> each.isTracked() && each.hasIndexBelow(job.indexes()))
          .filter(filter)
          .forEach(each -> found.add(each.index()));
      return found;
    }

    private boolean failsIndex(JobPod pod) {
      if (!pod.isFailed(job)) {
        return false;
      }
      FailurePolicy.Verdict verdict = FailurePolicy.of(job, pod);
      return verdict.failsIndex()
          || (verdict.isCounted()
              && pod.indexFailures() >= job.backoffLimitPerIndex().orElse(Integer.MAX_VALUE));
    }

    private Optional<JobFinish> failedByPolicy() {
      if (!job.hasFailurePolicy()) {
        return Optional.empty();
      }
      return pods.stream()
          .filter(each -> each.isFailed(job))
          .flatMap(each -> FailurePolicy.of(job, each).failsJob().stream())
          .findFirst()
          .map(why -> JobFinish.failure("PodFailurePolicy", why));
    }

    private Optional<JobFinish> failedByLimit(int failed) {
      if (failed > job.backoffLimit() || hasRestartedTooOften()) {
        return Optional.of(
            JobFinish.failure(
                "BackoffLimitExceeded", "Job has reached the specified backoff limit"));
      }
      return untilDeadline(job, startTime, now)
          .filter(left -> !left.isPositive())
          .map(
              _ ->
                  JobFinish.failure(
                      "DeadlineExceeded", "Job was active longer than specified deadline"));
    }

    private boolean hasRestartedTooOften() {
      if (!job.restartsOnFailure()) {
        return false;
      }
      long restarts =
          pods.stream()
              .filter(each -> List.of("Running", "Pending").contains(each.pod().phase()))
              .mapToLong(JobPod::restarts)
              .sum();
      return job.backoffLimit() == 0 ? restarts > 0 : restarts >= job.backoffLimit();
    }

    private Optional<JobFinish> failedByIndexes(IndexIntervals failed, IndexIntervals succeeded) {
      if (job.maxFailedIndexes().isPresent()
          && failed.total() > job.maxFailedIndexes().getAsInt()) {
        return Optional.of(
            JobFinish.failure(
                "MaxFailedIndexesExceeded",
                "Job has exceeded the specified maximal number of failed indexes"));
      }
      if (failed.total() > 0 && failed.total() + succeeded.total() >= job.indexes()) {
        return Optional.of(JobFinish.failure("FailedIndexes", "Job has failed indexes"));
      }
      return Optional.empty();
    }

    private Map<Integer, JobPod> delayed(
        List<JobPod> active, IndexIntervals succeeded, IndexIntervals failed) {
      Set<Integer> running = new HashSet<>();
      active.forEach(each -> running.add(each.index()));
      Map<Integer, JobPod> last = new HashMap<>();
      pods.stream()
          .filter(each -> isOpen(each) && each.isFailed(job))
          .filter(
              each ->
                  !succeeded.has(each.index())
                      && !failed.has(each.index())
                      && !running.contains(each.index()))
          .forEach(each -> last.merge(each.index(), each, Assessment::later));
      return last;
    }

    private static JobPod later(JobPod one, JobPod other) {
      boolean isLater =
          one.allIndexFailures() <= other.allIndexFailures()
              && !other.finishedAt().isBefore(one.finishedAt());
      return isLater ? other : one;
    }
  }
}
