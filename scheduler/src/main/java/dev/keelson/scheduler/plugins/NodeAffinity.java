package dev.keelson.scheduler.plugins;

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
import dev.keelson.scheduler.plugins.match.Normalize;
import dev.keelson.scheduler.view.NodeSelector;
import dev.keelson.scheduler.view.NodeSelectorTerm;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.view.PreferredNodes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Nodes by their labels and names: those a pod must have, and those it would like. */
public final class NodeAffinity
    implements PreFilterPlugin, FilterPlugin, PreScorePlugin, ScorePlugin, SignPlugin {
  static final String NAME = "NodeAffinity";
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
  private static final Set<String> OPERATORS =
      Set.of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt");

  private static final Verdict POD =
      Verdict.unresolvable("node(s) didn't match Pod's node affinity/selector");
  private static final Verdict ENFORCED =
      Verdict.unresolvable("node(s) didn't match scheduler-enforced node affinity");
  private static final PreFilterResult CONFLICT =
      PreFilterResult.of(Verdict.unresolvable("pod affinity terms conflict"));

  /** Of the profile, on top of each pod's own. */
  private final Optional<NodeSelector> addedRequired;

  private final List<PreferredNodes> addedPreferred;

  /**
   * @param args {@code NodeAffinityArgs}
   * @throws IllegalArgumentException an added term cannot be understood
   */
  NodeAffinity(JsonObject args) {
    JsonObject added = args.object("addedAffinity");
    check(added.object(REQUIRED).array("nodeSelectorTerms").objects().toList(), REQUIRED);
    check(
        added.array(PREFERRED).objects().map(each -> each.object("preference")).toList(),
        PREFERRED);
    this.addedRequired =
        added.isSet(REQUIRED)
            ? Optional.of(NodeSelector.of(added.object(REQUIRED)))
            : Optional.empty();
    this.addedPreferred =
        added
            .array(PREFERRED)
            .objects()
            .map(
                each ->
                    new PreferredNodes(
                        (int) each.number("weight", 0),
                        NodeSelectorTerm.of(each.object("preference"))))
            .toList();
  }

  private static void check(List<JsonObject> terms, String field) {
    for (JsonObject term : terms) {
      for (JsonObject each : term.array("matchExpressions").objects().toList()) {
        String operator = each.text("operator");
        if (!OPERATORS.contains(operator)) {
          throw new IllegalArgumentException(
              "parsing addedAffinity.%s: operator: Unsupported value: \"%s\""
                  .formatted(field, operator));
        }
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    Optional<NodeSelector> required = pod.requiredNodes();
    if (required.isEmpty()) {
      return addedRequired.isEmpty() && pod.nodeSelector().isEmpty()
          ? PreFilterResult.SKIP
          : PreFilterResult.SUCCESS;
    }
    List<NodeSelectorTerm> terms = required.get().terms();
    Set<String> names = new HashSet<>();
    for (NodeSelectorTerm each : terms) {
      if (!each.namesNodes()) {
        return PreFilterResult.SUCCESS;
      }
      names.addAll(each.namedNodes());
    }
    if (terms.isEmpty()) {
      return PreFilterResult.SUCCESS;
    }
    return names.isEmpty() ? CONFLICT : PreFilterResult.only(names);
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    if (addedRequired.isPresent() && !addedRequired.get().matches(node.node())) {
      return ENFORCED;
    }
    return pod.acceptsNode(node.node()) ? Verdict.SUCCESS : POD;
  }

  @Override
  public Verdict preScore(CycleState state, PodView pod, List<NodeInfo> nodes) {
    return pod.preferredNodes().isEmpty() && addedPreferred.isEmpty()
        ? Verdict.SKIP
        : Verdict.SUCCESS;
  }

  @Override
  public long score(CycleState state, PodView pod, NodeInfo node) {
    return score(addedPreferred, node.node()) + score(pod.preferredNodes(), node.node());
  }

  private static long score(List<PreferredNodes> preferred, NodeView node) {
    long score = 0;
    for (int i = 0; i < preferred.size(); i++) {
      PreferredNodes each = preferred.get(i);
      if (each.term().matches(node)) {
        score += each.weight();
      }
    }
    return score;
  }

  @Override
  public void normalize(CycleState state, PodView pod, List<NodeInfo> nodes, long[] scores) {
    Normalize.highestFirst(scores, nodes.size());
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(
            EventResource.NODE,
            ClusterEvent.ADD | ClusterEvent.UPDATE_NODE_LABEL,
            this::nodeChange));
  }

  private boolean nodeChange(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Nodes(_, var before, var after)) || after.isEmpty()) {
      return true;
    }
    NodeView now = after.get();
    return (addedRequired.isEmpty() || addedRequired.get().matches(now))
        && pod.acceptsNode(now)
        && (before.isEmpty() || !pod.acceptsNode(before.get()));
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(
        List.of(pod.nodeSelector(), pod.spec().object("affinity").object("nodeAffinity")));
  }
}
