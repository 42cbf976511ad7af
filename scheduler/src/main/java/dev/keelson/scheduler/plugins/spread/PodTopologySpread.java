package dev.keelson.scheduler.plugins.spread;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterResult;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Spreads pods over domains: where it must be even, and where it had better be. */
public final class PodTopologySpread
    implements PreFilterPlugin, FilterPlugin, PreScorePlugin, ScorePlugin, SignPlugin {
  public static final String NAME = "PodTopologySpread";
  static final CycleState.Key<HardState> HARD = CycleState.key("PreFilter" + NAME, HardState.class);
  private static final CycleState.Key<SoftState> SOFT =
      CycleState.key("PreScore" + NAME, SoftState.class);

  private final PluginContext context;
  private final Constraints constraints;
  private final Tallies tallies = new Tallies();

  /**
   * @param args {@code PodTopologySpreadArgs}
   * @throws IllegalArgumentException they are wrong
   */
  public PodTopologySpread(JsonObject args, PluginContext context) {
    this.context = context;
    this.constraints = Constraints.of(args, new OwnSelector(Informed.of(context)));
  }

  /** Owners out of the scheduler's informers. */
  private record Informed(Informer services, Map<String, Informer> owners)
      implements OwnSelector.Owners {
    static Informed of(PluginContext context) {
      return new Informed(
          context.informers().of("v1", "services"),
          Map.of(
              "replicationcontrollers",
              context.informers().of("v1", "replicationcontrollers"),
              "replicasets",
              context.informers().of("apps/v1", "replicasets"),
              "statefulsets",
              context.informers().of("apps/v1", "statefulsets")));
    }

    @Override
    public List<ApiObject> services(String namespace) {
      return services.store().inNamespace(namespace);
    }

    @Override
    public Optional<ApiObject> owner(String resource, ObjectName name) {
      return Optional.ofNullable(owners.get(resource)).flatMap(each -> each.store().get(name));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    List<Constraint> hard;
    try {
      hard = constraints.of(pod, Constraint.HARD);
    } catch (BadSelector e) {
      return PreFilterResult.of(
          Verdict.failed(
              "get constraints from pod: obtaining pod's hard topology spread constraints: "
                  + e.getMessage()));
    }
    if (hard.isEmpty()) {
      return PreFilterResult.SKIP;
    }
    state.put(HARD, HardState.of(pod, hard, snapshot, tallies));
    return PreFilterResult.SUCCESS;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    return state.get(HARD).filter(node);
  }

  @Override
  public boolean followsPods() {
    return true;
  }

  @Override
  public Verdict addPod(CycleState state, PodView pod, PodView added, NodeInfo node) {
    state.find(HARD).ifPresent(each -> each.change(pod, added, node.node(), 1));
    return Verdict.SUCCESS;
  }

  @Override
  public Verdict removePod(CycleState state, PodView pod, PodView removed, NodeInfo node) {
    state.find(HARD).ifPresent(each -> each.change(pod, removed, node.node(), -1));
    return Verdict.SUCCESS;
  }

  @Override
  public Verdict preScore(CycleState state, PodView pod, List<NodeInfo> nodes) {
    List<Constraint> soft;
    try {
      soft = constraints.of(pod, Constraint.SOFT);
    } catch (BadSelector e) {
      return Verdict.failed(
          "calculating preScoreState: obtaining pod's soft topology spread constraints: "
              + e.getMessage());
    }
    if (soft.isEmpty()) {
      return Verdict.SKIP;
    }
    state.put(
        SOFT,
        new SoftState(
            pod, soft, constraints.needAllLabels(pod), nodes, context.snapshot(), tallies));
    return Verdict.SUCCESS;
  }

  @Override
  public long score(CycleState state, PodView pod, NodeInfo node) {
    return state.get(SOFT).score(node);
  }

  @Override
  public void normalize(CycleState state, PodView pod, List<NodeInfo> nodes, long[] scores) {
    state.get(SOFT).normalize(nodes, scores);
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return new SpreadHints(constraints).registrations();
  }

  /**
   * Only where nothing is to be spread: else where a pod goes changes how even it is. Upstream
   * never does while there are default constraints, even for pods that these do not concern.
   */
  @Override
  public Optional<Object> sign(PodView pod) {
    return pod.spreadConstraints().isEmpty()
            && constraints.of(pod, Constraint.HARD).isEmpty()
            && constraints.of(pod, Constraint.SOFT).isEmpty()
        ? Optional.of(List.of())
        : Optional.empty();
  }
}
