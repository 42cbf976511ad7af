package dev.keelson.controllers.statefulset;

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
import dev.keelson.controllers.history.History;
import dev.keelson.controllers.history.Revision;
import dev.keelson.controllers.pod.Adoption;
import dev.keelson.controllers.pod.Expectations;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.StatusWrite;
import dev.keelson.controllers.statefulset.StatefulPlan.World;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims a set's pods and revisions, plans, does, tells, forgets. */
final class StatefulSetReconciler implements Reconciler<ObjectName> {
  private static final Logger LOG = LoggerFactory.getLogger(StatefulSetReconciler.class);

  private final Informer sets;
  private final Informer pods;
  private final Informer claims;
  private final ResourceClient setClient;
  private final ResourceClient podClient;
  private final History history;
  private final StatefulSteps steps;
  private final Expectations expectations;
  private final Timing timing;

  StatefulSetReconciler(
      ControllerContext context,
      Informer sets,
      Informer pods,
      Informer claims,
      History history,
      Expectations expectations) {
    this.sets = sets;
    this.pods = pods;
    this.claims = claims;
    this.setClient = context.client().resource("apps/v1", "statefulsets");
    this.podClient = context.client().resource("v1", "pods");
    this.history = history;
    this.steps = new StatefulSteps(context, claims, expectations);
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
    if (!expectations.areMet(name)) {
      return Result.after(Expectations.LOOK_AGAIN);
    }
    StatefulSetView set = new StatefulSetView(found.get());
    try {
      return reconcile(set, selector(set));
    } catch (BadSelector e) {
      LOG.warn("stateful set {} selects nothing: {}", name, e.getMessage());
      return Result.done();
    }
  }

  static LabelSelector selector(StatefulSetView set) {
    return set.spec().isSet("selector")
        ? LabelSelector.of(set.spec().object("selector"))
        : LabelSelector.NOTHING;
  }

  private Result reconcile(StatefulSetView set, LabelSelector selector)
      throws InterruptedException {
    List<Revision> revisions = history.of(set.object(), selector);
    List<PodView> own =
        PodView.of(
            Adoption.of(setClient, podClient, set.object(), selector)
                .only(each -> Ordinals.isNamedAfter(set.name(), each.name()))
                .claim(PodIndexes.claimable(pods, set.object())));
    History.Found update = history.current(set.object(), revisions, set.collisionCount());
    Revision current =
        revisions.stream()
            .filter(each -> each.name().equals(set.status().text("currentRevision")))
            .findFirst()
            .orElse(update.revision());
    World world =
        new World(set, current, update.revision(), own, claims.store()::get, timing.now());
    StatefulPlan plan = StatefulPlan.of(world);
    Optional<RuntimeException> failure = steps.run(set, plan);
    JsonObject status =
        StatefulStatus.of(world, failure.isPresent() ? 0 : plan.replaced(), update.collisions());
    if (!status.equals(set.status())) {
      StatusWrite.put(setClient, set.object(), status);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    forget(world, revisions);
    return PodView.nextAvailable(own, set.minReadySeconds(), world.now())
        .map(Result::after)
        .orElseGet(Result::done);
  }

  private void forget(World world, List<Revision> revisions) {
    Set<String> used = new HashSet<>();
    used.add(world.current().name());
    used.add(world.update().name());
    world.pods().forEach(pod -> used.add(pod.label(StatefulSetView.REVISION_LABEL)));
    history.truncate(
        revisions.stream().filter(each -> !used.contains(each.name())).toList(),
        world.set().revisionHistoryLimit());
  }
}
