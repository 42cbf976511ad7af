package dev.keelson.scheduler.plugins;

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
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.HostPort;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;

/** Keeps pods apart that want the same port of their node. */
public final class NodePorts implements PreFilterPlugin, FilterPlugin, SignPlugin {
  static final String NAME = "NodePorts";
  private static final Verdict TAKEN =
      Verdict.unschedulable("node(s) didn't have free ports for the requested pod ports");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    return pod.hostPorts().isEmpty() ? PreFilterResult.SKIP : PreFilterResult.SUCCESS;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    return node.usedPorts().conflictsWith(pod.hostPorts()) ? TAKEN : Verdict.SUCCESS;
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(EventResource.POD, ClusterEvent.DELETE, NodePorts::podGone),
        EventRegistration.always(EventResource.NODE, ClusterEvent.ADD));
  }

  private static boolean podGone(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Pods(_, var before, _)) || before.isEmpty()) {
      return true;
    }
    PodView gone = before.get();
    return (gone.isBound() || !gone.nominatedNodeName().isEmpty())
        && conflict(pod.hostPorts(), gone.hostPorts());
  }

  private static boolean conflict(List<HostPort> wanted, List<HostPort> freed) {
    return wanted.stream().anyMatch(each -> freed.stream().anyMatch(each::conflictsWith));
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(pod.hostPorts());
  }
}
