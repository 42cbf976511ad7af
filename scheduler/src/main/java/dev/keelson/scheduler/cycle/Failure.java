package dev.keelson.scheduler.cycle;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.framework.Judged;
import dev.keelson.scheduler.plugin.PostFilterResult.Nomination;
import dev.keelson.scheduler.plugin.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How an attempt ended that did not end well.
 *
 * @param isRejected refused for good reasons; else something went wrong
 * @param unschedulable plugins that refused it
 */
record Failure(
    boolean isRejected,
    String message,
    Set<String> unschedulable,
    Set<String> pending,
    Nomination nomination,
    Optional<Diagnosis> diagnosis) {
  private static final Nomination NONE = new Nomination.Override("");

  static Failure unfit(Diagnosis diagnosis, Nomination nomination) {
    return new Failure(
        true,
        diagnosis.message(),
        diagnosis.unschedulable(),
        diagnosis.pending(),
        nomination,
        Optional.of(diagnosis));
  }

  static Failure noNodes() {
    return new Failure(
        true, "no nodes available to schedule pods", Set.of(), Set.of(), NONE, Optional.empty());
  }

  static Failure error(String message) {
    return new Failure(false, message, Set.of(), Set.of(), NONE, Optional.empty());
  }

  /** After the node was chosen. */
  static Failure after(Judged judged, NodeInfo node) {
    if (!judged.verdict().isRefusal()) {
      return error(judged.verdict().message());
    }
    Diagnosis diagnosis = new Diagnosis(Snapshot.of(List.of(node)));
    diagnosis.refuse(node, judged.verdict(), judged.plugin());
    return new Failure(
        true,
        diagnosis.message(),
        diagnosis.unschedulable(),
        diagnosis.pending(),
        NONE,
        Optional.of(diagnosis));
  }

  /** In PreBind or Bind: a refusal there is no word on whether the pod fits. */
  static Failure late(Judged judged) {
    Verdict verdict = judged.verdict();
    return new Failure(
        verdict.isRefusal(), verdict.message(), Set.of(), Set.of(), NONE, Optional.empty());
  }
}
