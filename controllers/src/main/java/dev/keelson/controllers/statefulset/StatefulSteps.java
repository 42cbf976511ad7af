package dev.keelson.controllers.statefulset;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.pod.Expectations;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.SlowStart;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** Does a plan's steps, and tells of them in events. Thread-safe. */
final class StatefulSteps {
  private final ResourceClient pods;
  private final ResourceClient claims;
  private final Informer knownClaims;
  private final Consumer<EventNote> events;
  private final Expectations expectations;

  StatefulSteps(ControllerContext context, Informer knownClaims, Expectations expectations) {
    this.pods = context.client().resource("v1", "pods");
    this.claims = context.client().resource("v1", "persistentvolumeclaims");
    this.knownClaims = knownClaims;
    this.events = context.events();
    this.expectations = expectations;
  }

  /**
   * Batch by batch, until one has a failure.
   *
   * @return the first
   */
  Optional<RuntimeException> run(StatefulSetView set, StatefulPlan plan)
      throws InterruptedException {
    for (List<Step> batch : plan.batches()) {
      SlowStart.Outcome outcome = SlowStart.run(batch.size(), which -> run(set, batch.get(which)));
      if (outcome.failure().isPresent()) {
        return outcome.failure();
      }
    }
    return Optional.empty();
  }

  private void run(StatefulSetView set, Step step) {
    switch (step) {
      case Step.Create(ApiObject pod, int ordinal) -> create(set, pod, ordinal);
      case Step.Delete(PodView pod) -> delete(set, pod);
      case Step.Claim(PodView pod, boolean makesMissing) -> {
        if (makesMissing) {
          makeClaims(set, pod.name(), Ordinals.of(pod.name()));
        }
        telling(set, "update", pod.name(), false, () -> ownClaims(set, pod));
      }
      case Step.Correct(PodView pod) -> correct(set, pod);
    }
  }

  private void create(StatefulSetView set, ApiObject pod, int ordinal) {
    telling(set, "create", pod.name(), false, () -> makeClaims(set, pod.name(), ordinal));
    ObjectName owner = set.object().objectName();
    expectations.expectCreations(owner, 1);
    ApiObject made;
    try {
      made = pods.create(pod);
      expectations.created(owner, made.uid());
    } catch (RuntimeException e) {
      expectations.notCreated(owner, 1);
      boolean isThere =
          e instanceof ApiFailure failure && failure.status().reason().equals("AlreadyExists");
      if (!isThere) {
        tell(set, "create", pod.name(), Optional.of(e));
      }
      throw e;
    }
    telling(set, "update", pod.name(), false, () -> ownClaims(set, new PodView(made)));
    tell(set, "create", pod.name(), Optional.empty());
  }

  private void delete(StatefulSetView set, PodView pod) {
    ObjectName owner = set.object().objectName();
    expectations.expectDeletions(owner, List.of(pod.uid()));
    try {
      pods.delete(pod.objectName(), DeleteOptions.USUAL.onlyUid(pod.uid()));
    } catch (RuntimeException e) {
      expectations.observeDeletion(owner, pod.uid());
      if (e instanceof ApiFailure failure && isGone(failure)) {
        return;
      }
      tell(set, "delete", pod.name(), Optional.of(e));
      throw e;
    }
    tell(set, "delete", pod.name(), Optional.empty());
  }

  /** Or another of its name is there. */
  private static boolean isGone(ApiFailure failure) {
    return failure.status().code() == 404 || failure.status().code() == 409;
  }

  private void correct(StatefulSetView set, PodView pod) {
    if (!Identity.storageMatches(set, pod)) {
      makeClaims(set, pod.name(), Ordinals.of(pod.name()));
    }
    telling(set, "update", pod.name(), false, () -> ownClaims(set, pod));
    if (!Identity.matches(set, pod)) {
      telling(set, "update", pod.name(), true, () -> pods.update(Identity.corrected(set, pod)));
    }
  }

  private void makeClaims(StatefulSetView set, String pod, int ordinal) {
    for (ApiObject claim : Claims.of(set, ordinal)) {
      Optional<ApiObject> known = knownClaims.store().get(claim.objectName());
      if (known.isEmpty()) {
        makeClaim(set, pod, claim);
      } else if (known.get().isBeingDeleted()) {
        throw new ApiFailure(
            ApiStatus.of(409, "Conflict", "pvc " + claim.name() + " is being deleted"));
      }
    }
  }

  private void makeClaim(StatefulSetView set, String pod, ApiObject claim) {
    String what = "Claim %s Pod %s in StatefulSet %s success";
    try {
      claims.create(claim);
    } catch (ApiFailure e) {
      if (e.status().reason().equals("AlreadyExists")) {
        return;
      }
      events.accept(
          EventNote.warning(
              set.object(),
              "FailedCreate",
              "Create Claim %s for Pod %s in StatefulSet %s failed error: %s"
                  .formatted(claim.name(), pod, set.name(), e.status().message())));
      throw e;
    }
    events.accept(
        EventNote.normal(
            set.object(),
            "SuccessfulCreate",
            "Create " + what.formatted(claim.name(), pod, set.name())));
  }

  private void ownClaims(StatefulSetView set, PodView pod) {
    for (ApiObject wanted : Claims.of(set, Ordinals.of(pod.name()))) {
      Optional<ApiObject> known = knownClaims.store().get(wanted.objectName());
      if (known.isPresent()) {
        if (Claims.hasStranger(known.get(), set, pod)) {
          events.accept(
              EventNote.warning(
                  set.object(),
                  "ConflictingController",
                  ("PersistentVolumeClaim %s has a conflicting OwnerReference that acts as a"
                          + " manging controller, the retention policy is ignored for this claim")
                      .formatted(wanted.name())));
        }
        Claims.owned(known.get(), set, pod).ifPresent(claims::update);
      }
    }
  }

  private void telling(
      StatefulSetView set, String verb, String pod, boolean tellsSuccess, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      tell(set, verb, pod, Optional.of(e));
      throw e;
    }
    if (tellsSuccess) {
      tell(set, verb, pod, Optional.empty());
    }
  }

  private void tell(
      StatefulSetView set, String verb, String pod, Optional<RuntimeException> failure) {
    String title = verb.substring(0, 1).toUpperCase(Locale.ROOT) + verb.substring(1);
    String what = "%s Pod %s in StatefulSet %s ".formatted(title, pod, set.name());
    events.accept(
        failure
            .map(
                e ->
                    EventNote.warning(
                        set.object(), "Failed" + title, what + "failed error: " + e.getMessage()))
            .orElseGet(
                () -> EventNote.normal(set.object(), "Successful" + title, what + "successful")));
  }
}
