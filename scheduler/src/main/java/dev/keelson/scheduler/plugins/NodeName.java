package dev.keelson.scheduler.plugins;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;

/** A pod that names its node goes nowhere else. */
public final class NodeName implements FilterPlugin, SignPlugin {
  static final String NAME = "NodeName";
  private static final Verdict OTHER =
      Verdict.unresolvable("node(s) didn't match the requested node name");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    return pod.nodeName().isEmpty() || pod.nodeName().equals(node.name()) ? Verdict.SUCCESS : OTHER;
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(EventRegistration.always(EventResource.NODE, ClusterEvent.ADD));
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(pod.nodeName());
  }
}
