package dev.keelson.scheduler.cycle;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.config.ExtensionPoint;
import dev.keelson.scheduler.extend.Extender;
import dev.keelson.scheduler.framework.Judged;
import dev.keelson.scheduler.framework.Profile;
import dev.keelson.scheduler.framework.WaitingPods;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.plugin.PostFilterPlugin;
import dev.keelson.scheduler.plugin.PostFilterResult;
import dev.keelson.scheduler.plugin.PostFilterResult.Nomination;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.queue.PodEntry;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pod after the other: a node for it, or the reason why there is none. One thread. */
public final class SchedulingCycle {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulingCycle.class);

  private final Surroundings around;
  private final Map<String, Profile> profiles;
  private final NodeSearch search;
  private final NodeChoice choice;
  private final BindingCycle binding;
  private final FailureReport failures;
  private final GroupCycle groups;

  /** For plugins that ask from within the cycle. */
  private volatile Snapshot snapshot = Snapshot.EMPTY;

  /**
   * @param profiles by scheduler name
   */
  public SchedulingCycle(
      Surroundings around,
      Map<String, Profile> profiles,
      List<Extender> extenders,
      WaitingPods waiting,
      int percentageOfNodesToScore,
      RandomGenerator random) {
    this.around = around;
    this.profiles = Map.copyOf(profiles);
    this.search = new NodeSearch(extenders, percentageOfNodesToScore, around.queue().nominated());
    this.choice = new NodeChoice(extenders, random);
    this.failures = new FailureReport(around);
    this.binding = new BindingCycle(around, extenders, waiting, failures);
    this.groups = new GroupCycle(around, this, failures);
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /** The life of the cycle's thread, until the queue is closed. */
  public void run() throws InterruptedException {
    for (var next = around.queue().pop(); next.isPresent(); next = around.queue().pop()) {
      attempt(next.get());
    }
  }

  /** Whatever happens, the pod is not lost. */
  public void attempt(PodEntry entry) {
    Profile profile = profiles.get(entry.pod().schedulerName());
    if (profile == null || isToBeLeft(entry.pod())) {
      around.queue().done(entry.pod().uid());
      return;
    }
    long start = around.timing().nanos();
    try {
      if (!groups.attempt(profile, entry, start)) {
        schedule(profile, entry, start);
      }
    } catch (PluginFailure e) {
      failures.report(profile, entry, Failure.error(e.getMessage()), start);
    } catch (RuntimeException e) {
      LOG.error("{}: scheduling stumbled", entry.pod(), e);
      failures.report(profile, entry, Failure.error(String.valueOf(e.getMessage())), start);
    }
  }

  /** It goes, or is on its way already: nothing is to be done for it, but to let it out. */
  boolean isToBeLeft(PodView pod) {
    if (pod.isTerminating()) {
      around
          .events()
          .accept(
              pod.schedulerName(),
              EventNote.warning(
                      pod.object(), "FailedScheduling", "skip schedule deleting pod: " + pod.name())
                  .during("Scheduling"));
      return true;
    }
    return around.cache().isAssumed(pod.uid());
  }

  private void schedule(Profile profile, PodEntry entry, long start) {
    Searched searched = search(profile, entry);
    around.metrics().searched(around.timing().nanos() - start);
    switch (searched) {
      case Searched.Nowhere(Failure failure) -> failures.report(profile, entry, failure, start);
      case Searched.Found(CycleState state, NodeInfo node) -> {
        BindingCycle.Way way =
            new BindingCycle.Way(profile, state, entry, entry.pod().on(node.name()), node, start);
        Optional<Failure> refused = reserve(way).or(() -> permit(way));
        refused.ifPresent(failure -> failures.report(profile, entry, failure, start));
      }
    }
  }

  /** The best node as things are now; where there is none, room is asked for. */
  Searched search(Profile profile, PodEntry entry) {
    PodView pod = entry.pod();
    snapshot = around.cache().snapshot();
    if (snapshot.size() == 0) {
      return new Searched.Nowhere(Failure.noNodes());
    }
    CycleState state = new CycleState();
    Diagnosis diagnosis = new Diagnosis(snapshot);
    List<NodeInfo> feasible = search.find(profile, state, pod, entry.signature(), diagnosis);
    if (feasible.isEmpty()) {
      Nomination nomination = afterFilter(profile, state, pod, diagnosis);
      return new Searched.Nowhere(Failure.unfit(diagnosis, nomination));
    }
    return new Searched.Found(state, choice.best(profile, state, pod, feasible));
  }

  /** Asks for room to be made. */
  private Nomination afterFilter(
      Profile profile, CycleState state, PodView pod, Diagnosis diagnosis) {
    if (profile.postFilters().isEmpty()) {
      return new Nomination.Override("");
    }
    around.metrics().preempting();
    long start = profile.times().start();
    Nomination nomination = new Nomination.Keep();
    List<String> reasons = new ArrayList<>();
    Verdict end = Verdict.unschedulable();
    for (PostFilterPlugin each : profile.postFilters()) {
      PostFilterResult result = postFilter(each, state, pod, diagnosis);
      Verdict verdict = result.verdict();
      if (!(result.nomination() instanceof Nomination.Keep)) {
        nomination = result.nomination();
      }
      if (!verdict.message().isEmpty()) {
        reasons.add(verdict.message());
      }
      if (!(verdict instanceof Verdict.Unschedulable)) {
        end = verdict;
        if (!verdict.isRefusal() && !verdict.isSuccess()) {
          LOG.error("{}: {} failed: {}", pod, each.name(), verdict.message());
          nomination = new Nomination.Keep();
        }
        break;
      }
    }
    diagnosis.afterPostFilter(String.join(", ", reasons));
    profile.times().end(ExtensionPoint.POST_FILTER, end, start);
    return nomination;
  }

  private static PostFilterResult postFilter(
      PostFilterPlugin plugin, CycleState state, PodView pod, Diagnosis diagnosis) {
    try {
      return plugin.postFilter(state, pod, diagnosis);
    } catch (RuntimeException e) {
      if (!(e instanceof PluginFailure)) {
        LOG.error("{}: {} stumbled", pod, plugin.name(), e);
      }
      return PostFilterResult.keep(Verdict.failed(String.valueOf(e.getMessage())));
    }
  }

  /** The pod is taken to be on its node from here on. Empty: nobody minds. */
  Optional<Failure> reserve(BindingCycle.Way way) {
    PodView assumed = way.pod();
    if (!around.cache().assume(assumed)) {
      String message = "pod " + assumed.uid() + " is in the cache, so can't be assumed";
      return Optional.of(Failure.error(message));
    }
    around.queue().nominated().withdraw(assumed);
    Judged judged = way.profile().binding().reserve(way.state(), assumed, way.nodeName());
    if (judged.isSuccess()) {
      return Optional.empty();
    }
    release(way);
    return Optional.of(Failure.after(judged, way.node()));
  }

  /** On to the API server, at once or when it may. Empty: nobody minds. */
  Optional<Failure> permit(BindingCycle.Way way) {
    Judged judged = way.profile().binding().permit(way.state(), way.pod(), way.nodeName());
    if (judged.isSuccess() || judged.verdict() instanceof Verdict.Wait) {
      binding.start(way);
      return Optional.empty();
    }
    release(way);
    return Optional.of(Failure.after(judged, way.node()));
  }

  /** Undoes {@link #reserve}. */
  void release(BindingCycle.Way way) {
    way.profile().binding().unreserve(way.state(), way.pod(), way.nodeName());
    around.cache().forget(way.pod());
  }
}
