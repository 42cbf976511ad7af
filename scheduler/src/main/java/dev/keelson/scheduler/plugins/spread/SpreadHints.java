package dev.keelson.scheduler.plugins.spread;

import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What may make a pod fit that lay too unevenly: pods that count come or go, and domains do. A
 * selector that cannot be understood throws, which counts as yes.
 */
record SpreadHints(Constraints constraints) {
  List<EventRegistration> registrations() {
    return List.of(
        EventRegistration.of(
            EventResource.POD,
            ClusterEvent.ADD
                | ClusterEvent.UPDATE_POD_LABEL
                | ClusterEvent.UPDATE_POD_TOLERATION
                | ClusterEvent.DELETE,
            this::podChange),
        EventRegistration.of(
            EventResource.NODE,
            ClusterEvent.ADD
                | ClusterEvent.DELETE
                | ClusterEvent.UPDATE_NODE_LABEL
                | ClusterEvent.UPDATE_NODE_TAINT,
            this::nodeChange));
  }

  private boolean podChange(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Pods(_, var before, var after))) {
      return true;
    }
    if (!concerns(after, pod) || !concerns(before, pod)) {
      return false;
    }
    List<Constraint> hard = constraints.of(pod, Constraint.HARD);
    if (before.isPresent() && after.isPresent()) {
      return update(pod, before.get(), after.get(), hard);
    }
    Optional<PodView> only = after.or(() -> before);
    return only.isEmpty()
        || hard.stream().anyMatch(each -> each.selector().matches(only.get().labels()));
  }

  private static boolean update(PodView pod, PodView before, PodView after, List<Constraint> hard) {
    if (pod.uid().equals(after.uid())
        && !before.tolerations().equals(after.tolerations())
        && hard.stream().anyMatch(Constraint::honorsTaints)) {
      return true;
    }
    return hard.stream()
        .anyMatch(
            each ->
                each.selector().matches(before.labels())
                    != each.selector().matches(after.labels()));
  }

  /** Whether it is the pod itself, or one that has its place beside it. */
  private static boolean concerns(Optional<PodView> changed, PodView pod) {
    if (changed.isEmpty() || changed.get().uid().equals(pod.uid())) {
      return true;
    }
    PodView other = changed.get();
    return (other.isBound() || !other.nominatedNodeName().isEmpty())
        && other.namespace().equals(pod.namespace());
  }

  private boolean nodeChange(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Nodes(_, var before, var after))) {
      return true;
    }
    List<Constraint> hard = constraints.of(pod, Constraint.HARD);
    boolean did = before.filter(each -> hasDomains(each, hard)).isPresent();
    boolean does = after.filter(each -> hasDomains(each, hard)).isPresent();
    if (before.isEmpty() || after.isEmpty()) {
      return did || does;
    }
    return did != does
        || (does
            && (moved(before.get().labels(), after.get().labels(), hard)
                || !before.get().taints().equals(after.get().taints())));
  }

  private static boolean hasDomains(NodeView node, List<Constraint> hard) {
    return Constraint.haveDomains(hard, node.labels());
  }

  private static boolean moved(
      Map<String, String> before, Map<String, String> after, List<Constraint> hard) {
    return hard.stream()
        .anyMatch(
            each ->
                !before
                    .getOrDefault(each.topologyKey(), "")
                    .equals(after.getOrDefault(each.topologyKey(), "")));
  }
}
