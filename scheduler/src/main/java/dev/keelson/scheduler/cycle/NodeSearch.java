package dev.keelson.scheduler.cycle;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.config.ExtensionPoint;
import dev.keelson.scheduler.extend.Extender;
import dev.keelson.scheduler.framework.PreFiltered;
import dev.keelson.scheduler.framework.Profile;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.queue.NominatedPods;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds nodes on which a pod may run: not all of them, but enough for a good choice; each search
 * goes on where the last one stopped, so that all nodes have their turn. Cycle thread only.
 */
final class NodeSearch {
  private static final Logger LOG = LoggerFactory.getLogger(NodeSearch.class);

  /** So many are looked for in any case. */
  static final int LEAST_FEASIBLE = 100;

  private static final int LEAST_PERCENTAGE = 5;
  private static final String EXTENDER = "_Extender_";

  /** Volumes that no plugin looks after. */
  private static final List<String> LOCAL_VOLUMES =
      List.of("projected", "configMap", "secret", "emptyDir", "downwardAPI", "hostPath");

  private final List<Extender> extenders;
  private final int percentageOfNodesToScore;
  private final NominatedPods nominated;
  private final KnownVerdicts.Recent recent = new KnownVerdicts.Recent();
  private int nextStart;

  /** The last pod that fitted nowhere. */
  private Optional<Nowhere> last = Optional.empty();

  /**
   * Pods of one signature, as long as nothing at all has changed, fit nowhere either: a set of a
   * thousand that does not fit costs one search.
   */
  private record Nowhere(Object signature, Diagnosis diagnosis) {
    boolean holdsFor(Optional<Object> other, Snapshot snapshot) {
      return diagnosis.snapshot() == snapshot && other.filter(signature::equals).isPresent();
    }
  }

  NodeSearch(List<Extender> extenders, int percentageOfNodesToScore, NominatedPods nominated) {
    this.extenders = extenders;
    this.nominated = nominated;
    this.percentageOfNodesToScore = percentageOfNodesToScore;
  }

  /**
   * @param signature what the pod is to the plugins; empty: one of its own
   * @return the nodes that do; where none does, {@code diagnosis} says why
   * @throws PluginFailure a plugin or an extender could not say
   */
  List<NodeInfo> find(
      Profile profile,
      CycleState state,
      PodView pod,
      Optional<Object> signature,
      Diagnosis diagnosis) {
    Snapshot snapshot = diagnosis.snapshot();
    PreFiltered before = profile.preFilter(state, pod, snapshot);
    diagnosis.blame(before.narrowing());
    Verdict verdict = before.judged().verdict();
    if (verdict.isRefusal()) {
      diagnosis.refuseAll(before.judged());
      return List.of();
    }
    if (!verdict.isSuccess()) {
      throw new PluginFailure(verdict.message());
    }
    List<NodeInfo> chosen = onNominated(profile, state, pod, diagnosis);
    if (!chosen.isEmpty()) {
      return chosen;
    }
    boolean isPlain = before.isAllNodes() && isSelfContained(pod, snapshot);
    if (isPlain && last.filter(each -> each.holdsFor(signature, snapshot)).isPresent()) {
      diagnosis.adopt(last.get().diagnosis());
      return List.of();
    }
    List<NodeInfo> nodes = snapshot.nodes();
    if (!before.isAllNodes()) {
      nodes = new ArrayList<>(before.nodeNames().size());
      for (String name : before.nodeNames()) {
        snapshot.node(name).ifPresent(nodes::add);
      }
      diagnosis.refuseOthers(
          Verdict.unresolvable(
              "node(s) didn't satisfy plugin(s) [%s]"
                  .formatted(String.join(" ", before.narrowing()))));
    }
    int refusedBefore = diagnosis.size();
    Optional<KnownVerdicts> known =
        isPlain
            ? signature.map(
                each -> recent.of(each, state.skippedFilters(), profile.times().start()))
            : Optional.empty();
    List<NodeInfo> feasible = filter(profile, state, pod, nodes, diagnosis, known);
    int processed = feasible.size() + diagnosis.size() - refusedBefore;
    nextStart = (nextStart + processed) % snapshot.size();
    if (isPlain && feasible.isEmpty() && signature.isPresent()) {
      last = Optional.of(new Nowhere(signature.get(), diagnosis));
    }
    return ask(pod, feasible, diagnosis);
  }

  /** Whether what is found for it depends on nothing but itself and the snapshot. */
  private boolean isSelfContained(PodView pod, Snapshot snapshot) {
    return nominated.isEmpty()
        && extenders.isEmpty()
        && snapshot.havePodsWithRequiredAntiAffinity().isEmpty()
        && pod.claims().isEmpty()
        && pod.volumes().objects().allMatch(each -> LOCAL_VOLUMES.stream().anyMatch(each::has));
  }

  /** It was chosen for this pod, perhaps by making room there: it is tried alone. */
  private List<NodeInfo> onNominated(
      Profile profile, CycleState state, PodView pod, Diagnosis diagnosis) {
    if (pod.nominatedNodeName().isEmpty()) {
      return List.of();
    }
    Optional<NodeInfo> node = diagnosis.snapshot().node(pod.nominatedNodeName());
    if (node.isEmpty()) {
      return List.of();
    }
    // Its refusal is found again by the search over all.
    Diagnosis aside = new Diagnosis(diagnosis.snapshot());
    try {
      List<NodeInfo> only = List.of(node.get());
      return ask(pod, filter(profile, state, pod, only, aside, Optional.empty()), aside);
    } catch (PluginFailure e) {
      LOG.warn("{}: its nominated node {}: {}", pod, node.get().name(), e.getMessage());
      return List.of();
    }
  }

  /**
   * @param before what is known of each of {@code nodes} by its place
   */
  private List<NodeInfo> filter(
      Profile profile,
      CycleState state,
      PodView pod,
      List<NodeInfo> nodes,
      Diagnosis diagnosis,
      Optional<KnownVerdicts> before) {
    KnownVerdicts known = before.orElse(null);
    int count = nodes.size();
    int wanted = wanted(profile, count);
    long start = profile.times().start();
    List<NodeInfo> feasible = new ArrayList<>(Math.min(wanted, count));
    Profile.Refuser refuser = new Profile.Refuser();
    int at = count == 0 ? 0 : nextStart % count;
    for (int i = 0; i < count && feasible.size() < wanted; i++) {
      int place = at;
      NodeInfo node = nodes.get(place);
      at = place + 1 == count ? 0 : place + 1;
      Verdict verdict = known == null ? null : known.of(place, node);
      boolean isNew = verdict == null;
      if (verdict == null) {
        // What is kept must not count on pods that were nominated a moment ago.
        verdict =
            known == null
                ? profile.filterWithNominated(state, pod, node, refuser)
                : profile.filter(state, pod, node, refuser);
      }
      if (verdict == Verdict.SUCCESS || verdict.isSuccess()) {
        feasible.add(node);
        if (isNew && known != null) {
          known.keep(place, node, verdict, "");
        }
      } else if (verdict.isRefusal()) {
        String plugin = isNew || known == null ? refuser.plugin() : known.plugin(place);
        diagnosis.refuse(node, verdict, plugin);
        if (isNew && known != null) {
          known.keep(place, node, verdict, plugin);
        }
      } else {
        profile.times().end(ExtensionPoint.FILTER, verdict, start);
        throw new PluginFailure(verdict.message());
      }
    }
    profile.times().end(ExtensionPoint.FILTER, Verdict.SUCCESS, start);
    return feasible;
  }

  private int wanted(Profile profile, int count) {
    boolean isChoiceNeeded =
        profile.scoring().isPossible()
            || extenders.stream().anyMatch(each -> each.filters() || each.prioritizes());
    if (!isChoiceNeeded) {
      return 1;
    }
    return feasibleToFind(
        profile.percentageOfNodesToScore().orElse(percentageOfNodesToScore), count);
  }

  /**
   * @param percentage 0: fewer, the larger the cluster
   */
  static int feasibleToFind(int percentage, int count) {
    if (count < LEAST_FEASIBLE) {
      return count;
    }
    int share = percentage == 0 ? Math.max(50 - count / 125, LEAST_PERCENTAGE) : percentage;
    return Math.max((int) ((long) count * share / 100), LEAST_FEASIBLE);
  }

  private List<NodeInfo> ask(PodView pod, List<NodeInfo> feasible, Diagnosis diagnosis) {
    List<NodeInfo> left = feasible;
    for (Extender each : extenders) {
      if (left.isEmpty() || !each.isInterestedIn(pod)) {
        continue;
      }
      try {
        left = ask(each, pod, left, diagnosis);
      } catch (PluginFailure e) {
        if (!each.isIgnorable()) {
          throw e;
        }
        LOG.info("extender {} is left out: {}", each.name(), e.getMessage());
      }
    }
    if (left.size() != feasible.size()) {
      diagnosis.blame(java.util.Set.of(EXTENDER));
    }
    return left;
  }

  private static List<NodeInfo> ask(
      Extender extender, PodView pod, List<NodeInfo> nodes, Diagnosis diagnosis) {
    Extender.Filtered filtered = extender.filter(pod, nodes);
    for (NodeInfo each : nodes) {
      String unresolvable = filtered.unresolvable().get(each.name());
      String failed = filtered.failed().get(each.name());
      if (unresolvable != null) {
        diagnosis.refuse(each, Verdict.unresolvable(unresolvable), "");
      } else if (failed != null) {
        diagnosis.refuse(each, Verdict.unschedulable(failed), "");
      }
    }
    return filtered.nodes();
  }
}
