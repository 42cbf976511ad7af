package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A Job's pod by what counting asks of it. */
record JobPod(PodView pod) {
  static final String FINALIZER = "batch.kubernetes.io/job-tracking";
  static final String INDEX = "batch.kubernetes.io/job-completion-index";
  static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
  static final String IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";

  static final int NO_INDEX = -1;

  String uid() {
    return pod.uid();
  }

  /** Its end is not counted yet, or not known to be. */
  boolean isTracked() {
    return pod.object().finalizers().contains(FINALIZER);
  }

  /** {@value #NO_INDEX}: none, or none that can be. */
  int index() {
    int index = parse(pod.annotation(INDEX), NO_INDEX);
    return index < 0 ? NO_INDEX : index;
  }

  boolean hasIndexBelow(int completions) {
    int index = index();
    return index != NO_INDEX && index < completions;
  }

  /** Of those before it at its index, as far as they count. */
  int indexFailures() {
    return Math.max(0, parse(pod.annotation(FAILURES), 0));
  }

  int ignoredIndexFailures() {
    return Math.max(0, parse(pod.annotation(IGNORED_FAILURES), 0));
  }

  int allIndexFailures() {
    return indexFailures() + ignoredIndexFailures();
  }

  private static int parse(String text, int otherwise) {
    try {
      return text.isEmpty() ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }

  boolean isSucceeded() {
    return pod.isSucceeded();
  }

  /** A pod that is being deleted has failed too, unless only those are replaced that are gone. */
  boolean isFailed(JobView job) {
    if (pod.isFailed()) {
      return true;
    }
    return !job.replacesOnlyFailed() && pod.isBeingDeleted() && !pod.isSucceeded();
  }

  /** When its last container ended; else when it ceased to be ready; else when it was deleted. */
  Instant finishedAt() {
    return containersEnd()
        .or(this::unreadySince)
        .or(this::deletedAt)
        .orElseGet(() -> Times.created(pod.object()));
  }

  private Optional<Instant> containersEnd() {
    List<JsonObject> statuses = pod.status().array("containerStatuses").objects().toList();
    Set<String> sidecars =
        pod.initContainers().stream()
            .filter(each -> each.text("restartPolicy").equals("Always"))
            .map(each -> each.text("name"))
            .collect(Collectors.toSet());
    List<JsonObject> sidecarStatuses =
        pod.status()
            .array("initContainerStatuses")
            .objects()
            .filter(each -> sidecars.contains(each.text("name")))
            .toList();
    Optional<Instant> last = Optional.empty();
    for (List<JsonObject> some : List.of(statuses, sidecarStatuses)) {
      for (JsonObject each : some) {
        Optional<Instant> end = Times.parse(each.textAt("state", "terminated", "finishedAt"));
        if (end.isEmpty()) {
          return Optional.empty();
        }
        last = last.filter(known -> known.isAfter(end.get())).or(() -> end);
      }
    }
    return last;
  }

  private Optional<Instant> unreadySince() {
    return pod.condition(PodConditions.READY)
        .filter(each -> each.text("status").equals("False"))
        .flatMap(PodConditions::since);
  }

  private Optional<Instant> deletedAt() {
    long grace = pod.object().metadata().number("deletionGracePeriodSeconds", 0);
    return pod.deletionTimestamp().map(time -> time.minusSeconds(grace));
  }

  long restarts() {
    return sum(pod.status().array("initContainerStatuses"))
        + sum(pod.status().array("containerStatuses"));
  }

  private static long sum(JsonArray statuses) {
    return statuses.objects().mapToLong(each -> each.number("restartCount", 0)).sum();
  }

  /** As it is once it is adopted. */
  JobPod tracked() {
    List<String> all = new ArrayList<>(pod.object().finalizers());
    all.add(FINALIZER);
    return new JobPod(new PodView(pod.object().withFinalizers(all)));
  }
}
