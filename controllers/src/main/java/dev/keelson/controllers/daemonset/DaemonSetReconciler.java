package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
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
import dev.keelson.controllers.daemonset.DaemonPlan.World;
import dev.keelson.controllers.history.History;
import dev.keelson.controllers.history.Revision;
import dev.keelson.controllers.pod.Adoption;
import dev.keelson.controllers.pod.Expectations;
import dev.keelson.controllers.pod.ExpectedCalls;
import dev.keelson.controllers.pod.PodCalls;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.SlowStart;
import dev.keelson.controllers.pod.StatusWrite;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims a set's pods and revisions, plans, does, tells, forgets. */
final class DaemonSetReconciler implements Reconciler<ObjectName> {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonSetReconciler.class);

  private final Informer sets;
  private final Informer pods;
  private final Informer nodes;
  private final ResourceClient setClient;
  private final PodCalls podCalls;
  private final ExpectedCalls calls;
  private final Consumer<EventNote> events;
  private final History history;
  private final Expectations expectations;
  private final FailedPods failed;
  private final Timing timing;

  DaemonSetReconciler(
      ControllerContext context,
      Informer sets,
      Informer pods,
      Informer nodes,
      History history,
      Expectations expectations) {
    this.sets = sets;
    this.pods = pods;
    this.nodes = nodes;
    this.setClient = context.client().resource("apps/v1", "daemonsets");
    this.podCalls = new PodCalls(context.client(), context.events());
    this.calls = new ExpectedCalls(podCalls, expectations);
    this.events = context.events();
    this.history = history;
    this.expectations = expectations;
    this.failed = new FailedPods(context.timing());
    this.timing = context.timing();
  }

  @Override
  public Result reconcile(ObjectName name) throws InterruptedException {
    Optional<ApiObject> found = sets.store().get(name);
    if (found.isEmpty()) {
      expectations.forget(name);
      return Result.done();
    }
    DaemonSetView set = new DaemonSetView(found.get());
    if (set.spec().isSet("selector") && set.spec().object("selector").isEmpty()) {
      events.accept(
          EventNote.warning(
              set.object(),
              "SelectingAll",
              "This daemon set is selecting all pods. A non-empty selector is required."));
      return Result.done();
    }
    if (set.object().isBeingDeleted()) {
      return Result.done();
    }
    try {
      return reconcile(set, selector(set));
    } catch (BadSelector e) {
      LOG.warn("daemon set {} selects nothing: {}", name, e.getMessage());
      return Result.done();
    }
  }

  static LabelSelector selector(DaemonSetView set) {
    JsonObject selector = set.spec().object("selector");
    return selector.isEmpty() ? LabelSelector.NOTHING : LabelSelector.of(selector);
  }

  private Result reconcile(DaemonSetView set, LabelSelector selector) throws InterruptedException {
    boolean mayAct = expectations.areMet(set.object().objectName());
    List<Revision> revisions = history.of(set.object(), selector);
    History.Found current = history.current(set.object(), revisions, set.collisionCount());
    List<PodView> own =
        PodView.of(
            Adoption.of(setClient, podCalls.resource(), set.object(), selector)
                .claim(PodIndexes.claimable(pods, set.object())));
    String hash = current.revision().label(DaemonSetView.HASH_LABEL);
    World world = new World(set, nodes.store().list(), DaemonPods.byNode(own), hash, timing.now());
    Optional<RuntimeException> failure = Optional.empty();
    Optional<Duration> again = Optional.of(Expectations.LOOK_AGAIN);
    if (mayAct) {
      DaemonPlan plan = DaemonPlan.of(world, node -> failed.mayGo(key(set, node)));
      failure = act(world, plan);
      again = plan.again();
    }
    JsonObject status = DaemonStatus.of(world, current.collisions(), mayAct);
    if (!status.equals(set.status())) {
      StatusWrite.put(setClient, set.object(), status);
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (mayAct) {
      forget(set, revisions, current.revision(), own);
    }
    return Stream.concat(
            again.stream(), PodView.nextAvailable(own, set.minReadySeconds(), world.now()).stream())
        .min(Duration::compareTo)
        .map(Result::after)
        .orElseGet(Result::done);
  }

  private static String key(DaemonSetView set, String node) {
    return set.object().uid() + "/" + set.status().number("observedGeneration", 0) + "/" + node;
  }

  private Optional<RuntimeException> act(World world, DaemonPlan plan) throws InterruptedException {
    plan.events().forEach(events);
    DaemonSetView set = world.set();
    int creations = Math.min(plan.creations().size(), SlowStart.BURST);
    int deletions = Math.min(plan.deletions().size(), SlowStart.BURST);
    Optional<RuntimeException> failure =
        calls.create(
            set.object(),
            creations,
            which -> DaemonPods.pod(set, world.hash(), plan.creations().get(which)));
    Optional<RuntimeException> second =
        calls.delete(set.object(), plan.deletions().subList(0, deletions));
    return failure.or(() -> second);
  }

  /** Those of pods that still run stay. */
  private void forget(
      DaemonSetView set, List<Revision> revisions, Revision current, List<PodView> own) {
    Set<String> used = new HashSet<>();
    own.forEach(pod -> used.add(pod.label(DaemonSetView.HASH_LABEL)));
    List<Revision> old =
        revisions.stream().filter(each -> !each.name().equals(current.name())).toList();
    old.stream()
        .filter(each -> !used.contains(each.label(DaemonSetView.HASH_LABEL)))
        .limit(Math.max(0, old.size() - set.revisionHistoryLimit()))
        .forEach(history::delete);
  }
}
