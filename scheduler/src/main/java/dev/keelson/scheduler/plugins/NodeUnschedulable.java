package dev.keelson.scheduler.plugins;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.Taint;
import java.util.List;
import java.util.Optional;

/** Keeps pods off cordoned nodes, except those that tolerate the taint which cordoning sets. */
public final class NodeUnschedulable implements FilterPlugin, SignPlugin {
  static final String NAME = "NodeUnschedulable";
  private static final Taint CORDON =
      new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule");
  private static final Verdict CORDONED = Verdict.unresolvable("node(s) were unschedulable");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    return !node.node().isUnschedulable() || pod.tolerates(CORDON) ? Verdict.SUCCESS : CORDONED;
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(
            EventResource.NODE,
            ClusterEvent.ADD | ClusterEvent.UPDATE_NODE_TAINT,
            NodeUnschedulable::nodeChange),
        EventRegistration.of(
            EventResource.POD, ClusterEvent.UPDATE_POD_TOLERATION, NodeUnschedulable::podChange));
  }

  private static boolean nodeChange(PodView pod, ClusterChange change) {
    return !(change instanceof ClusterChange.Nodes(_, var before, var after))
        || (before.map(NodeView::isUnschedulable).orElse(true)
            && after.filter(each -> !each.isUnschedulable()).isPresent());
  }

  private static boolean podChange(PodView pod, ClusterChange change) {
    return !(change instanceof ClusterChange.Pods(_, _, var after))
        || after.filter(each -> each.uid().equals(pod.uid()) && each.tolerates(CORDON)).isPresent();
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(pod.tolerations());
  }
}
