package dev.keelson.controllers.deployment;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.model.ApiObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to be written, in this order; what follows a write that fails is left.
 *
 * @param creation of the set of the newest template
 * @param updates of sets
 * @param deletions of sets that history does not keep
 * @param update of the deployment itself: a rollback
 * @param status of the deployment, with its revision's annotation
 * @param events that no write has to precede
 * @param again when to look once more though nothing changed: the progress deadline
 */
record DeploymentPlan(
    Optional<Write> creation,
    List<Write> updates,
    List<OwnedSet> deletions,
    Optional<Write> update,
    Optional<ApiObject> status,
    List<EventNote> events,
    Optional<Duration> again) {
  /**
   * @param object as it is to be
   * @param note once it is written
   */
  record Write(ApiObject object, Optional<EventNote> note) {}

  DeploymentPlan {
    updates = List.copyOf(updates);
    deletions = List.copyOf(deletions);
    events = List.copyOf(events);
  }

  boolean isEmpty() {
    return creation.isEmpty()
        && updates.isEmpty()
        && deletions.isEmpty()
        && update.isEmpty()
        && status.isEmpty();
  }
}
