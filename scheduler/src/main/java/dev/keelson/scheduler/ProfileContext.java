package dev.keelson.scheduler;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.cache.LiveCache;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.cycle.SchedulingCycle;
import dev.keelson.scheduler.extend.Extender;
import dev.keelson.scheduler.framework.Profile;
import dev.keelson.scheduler.framework.WaitingPods;
import dev.keelson.scheduler.metrics.SchedulerMetrics;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.Nominator;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.PreemptionExtender;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.queue.NominatedPods;
import dev.keelson.scheduler.queue.SchedulingQueue;
import dev.keelson.scheduler.view.PodView;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** The scheduler, as the plugins of one profile see it. */
record ProfileContext(
    String profile,
    SharedInformers informers,
    RandomGenerator random,
    NominatedPods nominated,
    LiveCache cache,
    WaitingPods waiting,
    List<Extender> extenders,
    BiConsumer<String, EventNote> events,
    SchedulerMetrics metrics,
    Late<Profile> framework,
    Late<SchedulingQueue> queue,
    Late<SchedulingCycle> cycle)
    implements PluginContext {
  @Override
  public ApiClient client() {
    return informers.client();
  }

  @Override
  public Timing timing() {
    return client().timing();
  }

  @Override
  public void event(EventNote note) {
    events.accept(profile, note);
  }

  @Override
  public Snapshot snapshot() {
    return cycle.get().snapshot();
  }

  @Override
  public Nominator nominator() {
    return nominated;
  }

  @Override
  public boolean isAssumed(String podUid) {
    return cache.isAssumed(podUid);
  }

  @Override
  public Verdict filterWithNominated(CycleState state, PodView pod, NodeInfo node) {
    return framework.get().filterWithNominated(state, pod, node, new Profile.Refuser());
  }

  @Override
  public Verdict addPod(CycleState state, PodView pod, PodView added, NodeInfo node) {
    return framework.get().addPod(state, pod, added, node);
  }

  @Override
  public Verdict removePod(CycleState state, PodView pod, PodView removed, NodeInfo node) {
    return framework.get().removePod(state, pod, removed, node);
  }

  @Override
  public boolean rejectWaiting(String podUid, String plugin, String message) {
    return waiting.preempt(podUid, plugin, message);
  }

  @Override
  public void allowWaiting(String podUid, String plugin) {
    waiting.allow(podUid, plugin);
  }

  @Override
  public void activate(Collection<ObjectName> pods) {
    queue.get().activate(pods);
  }

  @Override
  public void preempted(int victims) {
    metrics.preempted(victims);
  }

  @Override
  public List<PreemptionExtender> preemptionExtenders() {
    return extenders.stream()
        .filter(Extender::preempts)
        .map(each -> (PreemptionExtender) each)
        .toList();
  }
}
