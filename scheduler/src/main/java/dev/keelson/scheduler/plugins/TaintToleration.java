package dev.keelson.scheduler.plugins;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugins.match.Normalize;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.Taint;
import java.util.List;
import java.util.Optional;

/**
 * Keeps pods off nodes whose taints they do not tolerate, and prefers nodes with fewer taints that
 * only would rather not have them.
 */
public final class TaintToleration
    implements FilterPlugin, PreScorePlugin, ScorePlugin, SignPlugin {
  static final String NAME = "TaintToleration";
  private static final Verdict UNTOLERATED =
      Verdict.unresolvable("node(s) had untolerated taint(s)");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    return isRepelled(pod, node.node()) ? UNTOLERATED : Verdict.SUCCESS;
  }

  private static boolean isRepelled(PodView pod, NodeView node) {
    List<Taint> taints = node.taints();
    for (int i = 0; i < taints.size(); i++) {
      if (taints.get(i).repels() && !pod.tolerates(taints.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Where no node has such a taint all score alike, so that none need be scored. */
  @Override
  public Verdict preScore(CycleState state, PodView pod, List<NodeInfo> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).node().hasSoftTaints()) {
        return Verdict.SUCCESS;
      }
    }
    return Verdict.SKIP;
  }

  @Override
  public long score(CycleState state, PodView pod, NodeInfo node) {
    List<Taint> taints = node.node().taints();
    long count = 0;
    for (int i = 0; i < taints.size(); i++) {
      if (taints.get(i).prefersNot() && !pod.tolerates(taints.get(i))) {
        count++;
      }
    }
    return count;
  }

  @Override
  public void normalize(CycleState state, PodView pod, List<NodeInfo> nodes, long[] scores) {
    Normalize.fewestFirst(scores, nodes.size());
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(
            EventResource.NODE,
            ClusterEvent.ADD | ClusterEvent.UPDATE_NODE_TAINT,
            TaintToleration::nodeChange),
        EventRegistration.of(
            EventResource.POD,
            ClusterEvent.UPDATE_POD_TOLERATION,
            (pod, change) ->
                !(change instanceof ClusterChange.Pods(_, _, var after))
                    || after.filter(each -> each.uid().equals(pod.uid())).isPresent()));
  }

  private static boolean nodeChange(PodView pod, ClusterChange change) {
    return !(change instanceof ClusterChange.Nodes(_, var before, var after))
        || (before.map(each -> isRepelled(pod, each)).orElse(true)
            && after.filter(each -> !isRepelled(pod, each)).isPresent());
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(pod.tolerations());
  }
}
