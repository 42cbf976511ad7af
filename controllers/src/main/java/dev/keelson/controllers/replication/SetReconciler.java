package dev.keelson.controllers.replication;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.pod.Adoption;
import dev.keelson.controllers.pod.Expectations;
import dev.keelson.controllers.pod.ExpectedCalls;
import dev.keelson.controllers.pod.OwnerRef;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodCalls;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.PodTemplates;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.StatusWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims a set's pods, makes or deletes what the plan says, tells in the status. */
final class SetReconciler implements Reconciler<ObjectName> {
  private static final Logger LOG = LoggerFactory.getLogger(SetReconciler.class);

  private final SetKind kind;
  private final Informer sets;
  private final Informer pods;
  private final ResourceClient client;
  private final PodCalls podCalls;
  private final ExpectedCalls calls;
  private final Expectations expectations;
  private final Timing timing;

  SetReconciler(
      SetKind kind,
      ControllerContext context,
      Informer sets,
      Informer pods,
      Expectations expectations) {
    this.kind = kind;
    this.sets = sets;
    this.pods = pods;
    this.client = context.client().resource(kind.apiVersion(), kind.resource());
    this.podCalls = new PodCalls(context.client(), context.events());
    this.calls = new ExpectedCalls(podCalls, expectations);
    this.expectations = expectations;
    this.timing = context.timing();
  }

  @Override
  public Result reconcile(ObjectName name) throws InterruptedException {
    Optional<ApiObject> found = sets.store().get(name);
    if (found.isEmpty()) {
      expectations.forget(name);
      return Result.done();
    }
    SetView set = new SetView(found.get());
    LabelSelector selector;
    try {
      selector = kind.selector(set.object());
    } catch (BadSelector e) {
      // Until somebody changes it, trying again is of no use.
      LOG.warn("{} {} selects nothing: {}", kind.kind(), name, e.getMessage());
      return Result.done();
    }
    return reconcile(set, selector);
  }

  private Result reconcile(SetView set, LabelSelector selector) throws InterruptedException {
    // Asked before the pods are read: what is shown meanwhile only adds to them.
    boolean mayAct = expectations.areMet(set.object().objectName());
    List<ApiObject> candidates = PodIndexes.claimable(pods, set.object());
    List<PodView> active =
        PodView.of(
            Adoption.of(client, podCalls.resource(), set.object(), selector)
                .claim(candidates.stream().filter(each -> new PodView(each).isActive()).toList()));
    Optional<RuntimeException> failure =
        mayAct && !set.object().isBeingDeleted() ? act(set, active) : Optional.empty();
    Instant now = timing.now();
    JsonObject status =
        SetStatus.of(set, active, terminating(set, selector, candidates), failure, now);
    if (!set.isObserved() || !status.equals(set.status())) {
      StatusWrite.put(client, set.object(), status);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (!mayAct) {
      return Result.after(Expectations.LOOK_AGAIN);
    }
    return PodView.nextAvailable(active, set.minReadySeconds(), now)
        .map(Result::after)
        .orElseGet(Result::done);
  }

  private Optional<Integer> terminating(
      SetView set, LabelSelector selector, List<ApiObject> candidates) {
    if (!kind.tellsTerminating()) {
      return Optional.empty();
    }
    return Optional.of(
        (int)
            candidates.stream()
                .filter(each -> OwnerRefs.isControlledBy(each, set.object().uid()))
                .map(PodView::new)
                .filter(pod -> pod.isTerminating() && pod.matches(selector))
                .count());
  }

  private Optional<RuntimeException> act(SetView set, List<PodView> active)
      throws InterruptedException {
    boolean tooMany = active.size() > set.replicas();
    ReplicaPlan plan =
        ReplicaPlan.of(
            set.replicas(), active, tooMany ? related(set.object()) : List.of(), timing.now());
    ApiObject pod = PodTemplates.pod(set.template(), set.object());
    return plan.deletions().isEmpty()
        ? calls.create(set.object(), plan.creations(), _ -> pod)
        : calls.delete(set.object(), plan.deletions());
  }

  /** Pods of all sets that have the same controller: a Deployment's, old and new. */
  private List<PodView> related(ApiObject set) {
    Optional<OwnerRef> controller = OwnerRefs.controllerOf(set);
    if (controller.isEmpty()) {
      return List.of();
    }
    List<PodView> all = new ArrayList<>();
    for (ApiObject sibling : PodIndexes.ownedBy(sets, controller.get().uid())) {
      all.addAll(PodView.of(PodIndexes.ownedBy(pods, sibling.uid())));
    }
    return all;
  }
}
