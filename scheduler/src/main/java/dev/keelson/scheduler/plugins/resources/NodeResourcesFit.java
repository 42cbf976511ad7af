package dev.keelson.scheduler.plugins.resources;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterResult;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.Resources;
import java.util.List;
import java.util.Optional;

/** Whether what a pod asks for is left on a node, and how much would be left then. */
public final class NodeResourcesFit
    implements PreFilterPlugin, FilterPlugin, PreScorePlugin, ScorePlugin, SignPlugin {
  public static final String NAME = "NodeResourcesFit";
  private static final CycleState.Key<NodeUse> USE =
      CycleState.key("PreScore" + NAME, NodeUse.class);

  private final FitArgs args;

  /**
   * @param args {@code NodeResourcesFitArgs}
   * @throws IllegalArgumentException they are wrong
   */
  public NodeResourcesFit(JsonObject args) {
    this.args = FitArgs.of(args);
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Never skips: each pod takes one of the node's places. */
  @Override
  public PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    return PreFilterResult.SUCCESS;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    return args.shortage().of(pod, node);
  }

  @Override
  public Verdict preScore(CycleState state, PodView pod, List<NodeInfo> nodes) {
    state.put(USE, new NodeUse(args.weights(), false, pod));
    return Verdict.SUCCESS;
  }

  @Override
  public long score(CycleState state, PodView pod, NodeInfo node) {
    NodeUse use = state.get(USE);
    use.fill(node);
    return args.score().of(use.requested, use.allocatable, args.weights());
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(
            EventResource.POD,
            ClusterEvent.DELETE | ClusterEvent.UPDATE_POD_SCALE_DOWN,
            NodeResourcesFit::podChange),
        EventRegistration.of(
            EventResource.NODE,
            ClusterEvent.ADD | ClusterEvent.UPDATE_NODE_ALLOCATABLE,
            this::nodeChange));
  }

  private static boolean podChange(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Pods(_, var before, var after)) || before.isEmpty()) {
      return true;
    }
    if (after.isEmpty()) {
      return before.get().isBound() || !before.get().nominatedNodeName().isEmpty();
    }
    PodView now = after.get();
    return now.uid().equals(pod.uid())
        || (now.isBound() && sinks(pod.requests(), before.get().requests(), now.requests()));
  }

  /** Whether anything that is wanted became less. */
  private static boolean sinks(Resources wanted, Resources before, Resources now) {
    if ((wanted.milliCpu() > 0 && now.milliCpu() < before.milliCpu())
        || (wanted.memory() > 0 && now.memory() < before.memory())
        || (wanted.ephemeralStorage() > 0 && now.ephemeralStorage() < before.ephemeralStorage())) {
      return true;
    }
    for (int i = 0; i < wanted.scalarCount(); i++) {
      String name = wanted.scalarName(i);
      if (wanted.scalarAmount(i) > 0 && now.scalar(name) < before.scalar(name)) {
        return true;
      }
    }
    return false;
  }

  private boolean nodeChange(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Nodes(_, var before, var after)) || after.isEmpty()) {
      return true;
    }
    return args.shortage().fitsEmpty(pod, after.get())
        && (before.isEmpty() || grew(pod, before.get(), after.get()));
  }

  private static boolean grew(PodView pod, NodeView before, NodeView after) {
    return after.allocatable().pods() > before.allocatable().pods()
        || sinks(pod.requests(), after.allocatable(), before.allocatable());
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(List.of(pod.requests(), pod.nonZeroMilliCpu(), pod.nonZeroMemory()));
  }
}
