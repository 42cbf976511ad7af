package dev.keelson.scheduler.cycle;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.scheduler.framework.Profile;
import dev.keelson.scheduler.plugin.PostFilterResult.Nomination;
import dev.keelson.scheduler.queue.PodEntry;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After an attempt has failed: the pod goes back, and everybody hears why. */
final class FailureReport {
  private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);

  /** Characters of an event's message. */
  private static final int LONGEST = 1024;

  private final Surroundings around;

  FailureReport(Surroundings around) {
    this.around = around;
  }

  /**
   * @param start nanos at which the attempt began
   */
  void report(Profile profile, PodEntry entry, Failure failure, long start) {
    String result = failure.isRejected() ? "unschedulable" : "error";
    around.metrics().attempted(result, profile.name(), around.timing().nanos() - start);
    if (failure.isRejected()) {
      LOG.debug("{} fits nowhere: {}", entry.pod(), failure.message());
    } else {
      LOG.warn("{} could not be scheduled: {}", entry.pod(), failure.message());
    }
    entry.rejectedBy(failure.unschedulable(), failure.pending());
    Optional<PodView> pod = giveBack(profile, entry);
    pod.ifPresent(known -> tell(profile, known, entry.attempts(), failure));
  }

  /** Empty: it is gone, or bound by somebody, or another by now. */
  private Optional<PodView> giveBack(Profile profile, PodEntry entry) {
    PodView pod = entry.pod();
    Optional<ApiObject> known = around.pods().apply(pod.name());
    boolean isWaiting =
        known.isPresent()
            && known.get().uid().equals(pod.uid())
            && known.get().spec().text("nodeName").isEmpty();
    if (!isWaiting) {
      around.queue().done(pod.uid());
      return Optional.empty();
    }
    if (known.get() != pod.object()) {
      PodView now = PodView.of(known.get());
      entry.update(now, profile.signing().sign(now));
    }
    around.queue().giveBack(entry);
    return Optional.of(entry.pod());
  }

  private void tell(Profile profile, PodView pod, int attempt, Failure failure) {
    switch (failure.nomination()) {
      case Nomination.Keep _ -> around.queue().nominated().nominate(pod, pod.nominatedNodeName());
      case Nomination.Override(String node) -> around.queue().nominated().nominate(pod, node);
    }
    String message = failure.message();
    around
        .decisions()
        .put(
            new Decision(
                pod.name(),
                pod.uid(),
                around.timing().now(),
                attempt,
                message,
                around.cache().nodeCount(),
                failure.diagnosis().map(Decision::refusals).orElse(List.of())));
    around
        .events()
        .accept(
            profile.name(),
            EventNote.warning(pod.object(), "FailedScheduling", shortened(message))
                .during("Scheduling"));
    String reason = failure.isRejected() ? "Unschedulable" : "SchedulerError";
    PodStatusPatch.failed(pod, reason, message, failure.nomination(), around.timing().now())
        .ifPresent(patch -> around.later().call(() -> patch.send(around.client())));
  }

  private static String shortened(String message) {
    String end = " ...";
    return message.length() <= LONGEST
        ? message
        : message.substring(0, LONGEST - end.length()) + end;
  }
}
