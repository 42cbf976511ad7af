package dev.keelson.scheduler.plugin;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.view.PodView;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a plugin is given when it is made: the scheduler around it. What asks the framework works
 * only once the scheduler runs, not in the plugin's constructor.
 */
public interface PluginContext {
  /** The {@code schedulerName} of the profile. */
  String profile();

  ApiClient client();

  /**
   * Of the whole scheduler, which starts them after all plugins are made: ask here for what is
   * needed in the constructor, so that it is there before the first pod is tried.
   */
  SharedInformers informers();

  Timing timing();

  RandomGenerator random();

  /** Takes what happened, and never waits. */
  void event(EventNote note);

  /** The present cycle's. Cycle thread only. */
  Snapshot snapshot();

  Nominator nominator();

  /** Whether the pod has been given a node, and the API server does not say so yet. Any thread. */
  boolean isAssumed(String podUid);

  /**
   * The profile's Filter plugins, also as if the pods nominated to the node, of the same or higher
   * priority, were there already. Does not change {@code state}.
   */
  Verdict filterWithNominated(CycleState state, PodView pod, NodeInfo node);

  /** {@link PreFilterPlugin#addPod} of all. */
  Verdict addPod(CycleState state, PodView pod, PodView added, NodeInfo node);

  /** {@link PreFilterPlugin#removePod} of all. */
  Verdict removePod(CycleState state, PodView pod, PodView removed, NodeInfo node);

  /**
   * Stops a pod on its way between Reserve and Bind, because its place is needed: it is tried again
   * after back-off.
   *
   * @return whether it was on its way
   */
  boolean rejectWaiting(String podUid, String plugin, String message);

  /** Lets go on a pod that this plugin's Permit holds back. */
  void allowWaiting(String podUid, String plugin);

  /** Puts pods that cannot be scheduled back into the queue, at once. */
  void activate(Collection<ObjectName> pods);

  List<PreemptionExtender> preemptionExtenders();

  /** For the metrics: so many pods were chosen to go. */
  default void preempted(int victims) {}
}
