package dev.keelson.scheduler.plugins;

import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.PreEnqueuePlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.List;

/** Keeps pods out of the queue while others still hold them back by {@code schedulingGates}. */
public final class SchedulingGates implements PreEnqueuePlugin {
  static final String NAME = "SchedulingGates";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Verdict preEnqueue(PodView pod) {
    List<String> gates = pod.schedulingGates();
    return gates.isEmpty()
        ? Verdict.SUCCESS
        : Verdict.unresolvable("waiting for scheduling gates: [" + String.join(" ", gates) + "]");
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(
            EventResource.POD,
            ClusterEvent.UPDATE_POD_SCHEDULING_GATES_ELIMINATED,
            (pod, change) ->
                change instanceof ClusterChange.Pods(_, _, var after)
                    && after.filter(each -> each.uid().equals(pod.uid())).isPresent()));
  }
}
