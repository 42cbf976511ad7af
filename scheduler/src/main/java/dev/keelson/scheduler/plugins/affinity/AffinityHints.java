package dev.keelson.scheduler.plugins.affinity;

import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.view.AffinityTerm;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;

/** What may make a pod fit that lacked company or had the wrong one. */
record AffinityHints(Namespaces namespaces) {
  List<EventRegistration> registrations() {
    return List.of(
        EventRegistration.of(
            EventResource.POD,
            ClusterEvent.ADD | ClusterEvent.UPDATE_POD_LABEL | ClusterEvent.DELETE,
            this::podChange),
        EventRegistration.of(
            EventResource.NODE,
            ClusterEvent.ADD | ClusterEvent.UPDATE_NODE_LABEL,
            AffinityHints::nodeChange));
  }

  private boolean podChange(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Pods(_, var before, var after))) {
      return true;
    }
    if (before.isPresent() && after.filter(each -> each.uid().equals(pod.uid())).isPresent()) {
      return true;
    }
    if (before.filter(AffinityHints::hasNoPlace).isPresent()
        || after.filter(AffinityHints::hasNoPlace).isPresent()) {
      return false;
    }
    List<AffinityTerm> near = namespaces.resolved(pod.requiredAffinity());
    List<AffinityTerm> far = namespaces.resolved(pod.requiredAntiAffinity());
    if (before.isPresent() && after.isPresent()) {
      return (!allMatch(near, before) && allMatch(near, after))
          || (allMatch(far, before) && !allMatch(far, after));
    }
    return after.isPresent()
        ? allMatch(near, after)
        : allMatch(far, before)
            || before
                .filter(
                    gone ->
                        Namespaces.allMatch(namespaces.resolved(gone.requiredAntiAffinity()), pod))
                .isPresent();
  }

  private static boolean hasNoPlace(PodView pod) {
    return !pod.isBound() && pod.nominatedNodeName().isEmpty();
  }

  private static boolean allMatch(List<AffinityTerm> terms, Optional<PodView> pod) {
    return pod.filter(each -> Namespaces.allMatch(terms, each)).isPresent();
  }

  private static boolean nodeChange(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Nodes(_, var before, var after)) || after.isEmpty()) {
      return true;
    }
    NodeView now = after.get();
    for (AffinityTerm term : pod.requiredAffinity()) {
      String domain = now.labels().get(term.topologyKey());
      if (domain != null && !domain.equals(domain(before, term))) {
        return true;
      }
    }
    for (AffinityTerm term : pod.requiredAntiAffinity()) {
      String was = domain(before, term);
      if (before.isEmpty()
          || (!was.isEmpty() && !was.equals(now.labels().get(term.topologyKey())))) {
        return true;
      }
    }
    return false;
  }

  /** "": none; a label's value may be empty too, but then names no domain worth the difference. */
  private static String domain(Optional<NodeView> node, AffinityTerm term) {
    return node.map(each -> each.labels().getOrDefault(term.topologyKey(), "")).orElse("");
  }
}
