package dev.keelson.controllers.deployment;

import static dev.keelson.controllers.deployment.DeploymentConditions.PROGRESSING;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A Deployment's status, from its sets'. */
final class StatusDraft {
  private StatusDraft() {}

  /** Counts and availability. */
  static void counts(Draft draft) {
    DeploymentView deployment = draft.deployment();
    List<OwnedSet> all = draft.all();
    int available = OwnedSet.availableOf(all);
    JsonObject status = deployment.status();
    status = status.with("observedGeneration", deployment.object().generation());
    status = counted(status, "replicas", all.stream().mapToInt(OwnedSet::existing).sum());
    status = counted(status, "updatedReplicas", draft.newest().map(OwnedSet::existing).orElse(0));
    status = counted(status, "readyReplicas", all.stream().mapToInt(OwnedSet::ready).sum());
    status = counted(status, "availableReplicas", available);
    status =
        counted(status, "unavailableReplicas", Math.max(0, OwnedSet.replicasOf(all) - available));
    OptionalLong terminating = terminating(all);
    status =
        terminating.isPresent()
            ? status.with("terminatingReplicas", terminating.getAsLong())
            : status.without("terminatingReplicas");
    draft.set(deployment.withStatus(status));
    boolean isEnough = available >= deployment.replicas() - deployment.maxUnavailable();
    draft.condition(
        DeploymentConditions.of(
            DeploymentConditions.AVAILABLE,
            isEnough ? "True" : "False",
            isEnough ? DeploymentConditions.ENOUGH : DeploymentConditions.NOT_ENOUGH,
            isEnough
                ? "Deployment has minimum availability."
                : "Deployment does not have minimum availability.",
            draft.now()));
  }

  /** Unknown where one set does not say, unless nobody has looked at it yet. */
  private static OptionalLong terminating(List<OwnedSet> sets) {
    long all = 0;
    for (OwnedSet each : sets) {
      OptionalLong own = each.terminating();
      if (own.isEmpty() && each.observedGeneration() > 0) {
        return OptionalLong.empty();
      }
      all += own.orElse(0);
    }
    return OptionalLong.of(all);
  }

  private static JsonObject counted(JsonObject status, String name, int count) {
    return count == 0 ? status.without(name) : status.with(name, count);
  }

  /**
   * As {@link #counts}, and whether the rollout moves.
   *
   * @param before what it was read with: progress is measured by it
   * @return when to look for the deadline, if nothing happens before
   */
  static Optional<Duration> rollout(Draft draft, DeploymentView before) {
    Optional<JsonObject> known = draft.deployment().condition(PROGRESSING);
    counts(draft);
    if (draft.deployment().progressDeadline().isEmpty()) {
      removeCondition(draft, PROGRESSING);
    } else {
      progress(draft, before, known);
    }
    replicaFailure(draft);
    return deadline(draft);
  }

  static boolean isComplete(DeploymentView deployment) {
    int wanted = deployment.replicas();
    return deployment.status("updatedReplicas") == wanted
        && deployment.status("replicas") == wanted
        && deployment.status("availableReplicas") == wanted
        && deployment.status().number("observedGeneration", 0) >= deployment.object().generation();
  }

  private static void progress(Draft draft, DeploymentView before, Optional<JsonObject> known) {
    DeploymentView deployment = draft.deployment();
    boolean wasComplete =
        deployment.status("replicas") == deployment.status("updatedReplicas")
            && DeploymentConditions.reason(known).equals(DeploymentConditions.SET_AVAILABLE);
    if (wasComplete) {
      return;
    }
    String subject =
        draft
            .newest()
            .map(set -> "ReplicaSet \"" + set.name() + "\" ")
            .orElse("Deployment \"" + deployment.name() + "\" ");
    if (isComplete(deployment)) {
      draft.progressing(
          "True", DeploymentConditions.SET_AVAILABLE, subject + "has successfully progressed.");
    } else if (isMoving(before, deployment)) {
      JsonObject moving =
          DeploymentConditions.of(
              PROGRESSING,
              "True",
              DeploymentConditions.SET_UPDATED,
              subject + "is progressing.",
              draft.now());
      draft.set(
          deployment.withConditions(
              DeploymentConditions.affirmed(deployment.conditions(), moving)));
    } else if (isLate(deployment, draft.now())) {
      draft.progressing(
          "False", DeploymentConditions.TIMED_OUT, subject + "has timed out progressing.");
    }
  }

  private static boolean isMoving(DeploymentView before, DeploymentView now) {
    return now.status("updatedReplicas") > before.status("updatedReplicas")
        || now.status("replicas") - now.status("updatedReplicas")
            < before.status("replicas") - before.status("updatedReplicas")
        || now.status("readyReplicas") > before.status("readyReplicas")
        || now.status("availableReplicas") > before.status("availableReplicas");
  }

  private static boolean isLate(DeploymentView deployment, Instant now) {
    Optional<JsonObject> condition = deployment.condition(PROGRESSING);
    String reason = DeploymentConditions.reason(condition);
    if (condition.isEmpty() || reason.equals(DeploymentConditions.SET_AVAILABLE)) {
      return false;
    }
    return reason.equals(DeploymentConditions.TIMED_OUT)
        || due(deployment).filter(now::isAfter).isPresent();
  }

  /** By when it has to have moved. */
  private static Optional<Instant> due(DeploymentView deployment) {
    return deployment
        .condition(PROGRESSING)
        .flatMap(each -> Times.parse(each.text("lastUpdateTime")))
        .flatMap(since -> deployment.progressDeadline().map(since::plus));
  }

  private static Optional<Duration> deadline(Draft draft) {
    DeploymentView deployment = draft.deployment();
    String reason = DeploymentConditions.reason(deployment.condition(PROGRESSING));
    if (isComplete(deployment) || reason.equals(DeploymentConditions.TIMED_OUT)) {
      return Optional.empty();
    }
    // Times are written in seconds: one more, so that it is over by then.
    return due(deployment)
        .map(at -> Duration.between(draft.now(), at).plusSeconds(1))
        .map(left -> left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
  }

  /** The newest set's, else any set's. */
  private static void replicaFailure(Draft draft) {
    Optional<JsonObject> failure =
        Stream.concat(draft.newest().stream(), draft.all().stream())
            .flatMap(
                set ->
                    PodConditions.find(set.object(), DeploymentConditions.REPLICA_FAILURE).stream())
            .findFirst();
    if (failure.isEmpty()) {
      removeCondition(draft, DeploymentConditions.REPLICA_FAILURE);
    } else {
      draft.condition(
          failure.get().with("lastUpdateTime", failure.get().get("lastTransitionTime")));
    }
  }

  private static void removeCondition(Draft draft, String type) {
    DeploymentView deployment = draft.deployment();
    JsonArray fewer = PodConditions.without(deployment.conditions(), type);
    if (fewer != deployment.conditions()) {
      draft.set(deployment.withConditions(fewer));
    }
  }
}
