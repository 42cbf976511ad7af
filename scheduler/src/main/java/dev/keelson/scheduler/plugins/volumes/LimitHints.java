package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Map;

/** What may make room for a volume more on a node. */
final class LimitHints {
  private LimitHints() {}

  static List<EventRegistration> registrations() {
    return List.of(
        EventRegistration.always(EventResource.CSI_NODE, ClusterEvent.ADD),
        EventRegistration.of(
            EventResource.CSI_NODE, ClusterEvent.UPDATE, LimitHints::csiNodeChange),
        EventRegistration.of(EventResource.POD, ClusterEvent.DELETE, LimitHints::podGone),
        EventRegistration.of(
            EventResource.PERSISTENT_VOLUME_CLAIM,
            ClusterEvent.ADD,
            (pod, change) ->
                !(change instanceof ClusterChange.Objects(_, _, var after))
                    || after
                        .filter(each -> ClaimUse.uses(pod, each.namespace(), each.name()))
                        .isPresent()),
        EventRegistration.of(
            EventResource.VOLUME_ATTACHMENT,
            ClusterEvent.DELETE,
            (pod, _) -> ClaimUse.of(pod).stream().anyMatch(each -> !each.isEphemeral())));
  }

  private static boolean csiNodeChange(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Objects(_, var before, var after))
        || before.isEmpty()
        || after.isEmpty()) {
      return true;
    }
    Map<String, Long> were = NodeVolumeLimits.limits(before.get());
    return NodeVolumeLimits.limits(after.get()).entrySet().stream()
        .anyMatch(each -> each.getValue() > were.getOrDefault(each.getKey(), 0L));
  }

  private static boolean podGone(PodView pod, ClusterChange change) {
    return !(change instanceof ClusterChange.Pods(_, var before, _))
        || before
            .filter(
                gone ->
                    (gone.isBound() || !gone.nominatedNodeName().isEmpty())
                        && !ClaimUse.of(gone).isEmpty())
            .isPresent();
  }
}
