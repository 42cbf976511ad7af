package dev.keelson.controllers.deployment;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** One pass over a deployment: what is to be written next. Pure. */
final class Rollout {
  private final Draft draft;
  private final DeploymentView before;
  private final Predicate<OwnedSet> hasPods;

  private Rollout(Draft draft, DeploymentView before, Predicate<OwnedSet> hasPods) {
    this.draft = draft;
    this.before = before;
    this.hasPods = hasPods;
  }

  /**
   * @param owned the deployment's sets
   * @param hasPods whether any pod of a set has not ended: the recreating wait for that
   */
  static DeploymentPlan plan(
      DeploymentView deployment, List<OwnedSet> owned, Predicate<OwnedSet> hasPods, Instant now) {
    return new Rollout(new Draft(deployment, owned, now), deployment, hasPods).plan();
  }

  private DeploymentPlan plan() {
    if (before.spec().isSet("selector") && before.selector().isEmpty()) {
      return selectingAll();
    }
    if (before.object().isBeingDeleted()) {
      syncRevision();
      StatusDraft.counts(draft);
      return draft.plan(Optional.empty());
    }
    tellPause();
    if (before.isPaused()) {
      return resize();
    }
    OptionalLong rollback = before.rollbackTo();
    if (rollback.isPresent()) {
      syncRevisionOrCreate();
      Rollback.apply(draft, rollback.getAsLong());
      return draft.plan(Optional.empty());
    }
    if (Scaling.isDue(draft)) {
      return resize();
    }
    return before.isRolling() ? roll() : recreate();
  }

  private DeploymentPlan selectingAll() {
    draft.tell(
        EventNote.warning(
            before.object(),
            "SelectingAll",
            "This deployment is selecting all pods. A non-empty selector is required."));
    JsonObject status = before.status().with("observedGeneration", before.object().generation());
    draft.set(before.withStatus(status));
    return draft.plan(Optional.empty());
  }

  private void tellPause() {
    if (before.progressDeadline().isEmpty()) {
      return;
    }
    String reason = DeploymentConditions.reason(before.condition(DeploymentConditions.PROGRESSING));
    boolean isTold = reason.equals(DeploymentConditions.PAUSED);
    if (reason.equals(DeploymentConditions.TIMED_OUT) || isTold == before.isPaused()) {
      return;
    }
    if (before.isPaused()) {
      draft.progressing("Unknown", DeploymentConditions.PAUSED, "Deployment is paused");
    } else {
      draft.progressing("Unknown", DeploymentConditions.RESUMED, "Deployment is resumed");
    }
  }

  /** The newest set's annotations, and the deployment's revision from it. */
  private void syncRevision() {
    Optional<OwnedSet> newest = draft.newest();
    if (newest.isEmpty()) {
      return;
    }
    OwnedSet set =
        Revisions.annotated(newest.get(), draft.deployment(), Revisions.max(draft.old()) + 1);
    if (set.minReadySeconds() != before.minReadySeconds()) {
      set = set.withMinReadySeconds(before.minReadySeconds());
    }
    draft.change(set);
    tellRevision(set.annotation(Annotations.REVISION));
    boolean isUntold =
        draft.deployment().condition(DeploymentConditions.PROGRESSING).isEmpty()
            && before.progressDeadline().isPresent();
    if (isUntold) {
      draft.progressing(
          "True",
          DeploymentConditions.SET_FOUND,
          "Found new replica set \"%s\"".formatted(set.name()));
    }
  }

  private void syncRevisionOrCreate() {
    if (draft.newest().isPresent()) {
      syncRevision();
      return;
    }
    OwnedSet set = draft.create(Revisions.max(draft.old()) + 1);
    tellRevision(set.annotation(Annotations.REVISION));
    if (before.progressDeadline().isPresent()) {
      draft.progressing(
          "True",
          DeploymentConditions.SET_CREATED,
          "Created new replica set \"%s\"".formatted(set.name()));
    }
  }

  private void tellRevision(String revision) {
    if (!draft.deployment().annotations().getOrDefault(Annotations.REVISION, "").equals(revision)) {
      draft.set(draft.deployment().withAnnotation(Annotations.REVISION, revision));
    }
  }

  /** While it is paused, or its size changed: no new template, but another size. */
  private DeploymentPlan resize() {
    syncRevision();
    Scaling.apply(draft);
    if (before.isPaused() && before.rollbackTo().isEmpty()) {
      forgetHistory();
    }
    StatusDraft.counts(draft);
    return draft.plan(Optional.empty());
  }

  private DeploymentPlan roll() {
    syncRevisionOrCreate();
    if (!RollingUpdate.step(draft) && StatusDraft.isComplete(before)) {
      forgetHistory();
    }
    return told();
  }

  /** All old pods end before the first new one begins. */
  private DeploymentPlan recreate() {
    syncRevision();
    List<OwnedSet> active = OwnedSet.active(draft.old());
    if (!active.isEmpty()) {
      active.forEach(each -> draft.scale(each, 0));
      return told();
    }
    if (draft.old().stream().anyMatch(each -> each.existing() > 0 || hasPods.test(each))) {
      return told();
    }
    if (draft.newest().isEmpty()) {
      syncRevisionOrCreate();
    }
    OwnedSet newest = draft.newest().orElseThrow();
    if (newest.replicas() != before.replicas()) {
      draft.scale(newest, before.replicas());
    }
    if (StatusDraft.isComplete(before)) {
      forgetHistory();
    }
    return told();
  }

  private DeploymentPlan told() {
    Optional<Duration> again = StatusDraft.rollout(draft, before);
    return draft.plan(again);
  }

  /** Empty old sets beyond the limit, those of the lowest revisions. */
  private void forgetHistory() {
    OptionalLong limit = before.revisionHistoryLimit();
    if (limit.isEmpty()) {
      return;
    }
    List<OwnedSet> alive =
        draft.old().stream()
            .filter(each -> !each.object().isBeingDeleted())
            .sorted(OwnedSet.BY_REVISION)
            .toList();
    long surplus = alive.size() - limit.getAsLong();
    alive.stream()
        .limit(Math.max(0, surplus))
        .filter(
            each ->
                each.existing() == 0
                    && each.replicas() == 0
                    && each.object().generation() <= each.observedGeneration())
        .forEach(draft::delete);
  }
}
