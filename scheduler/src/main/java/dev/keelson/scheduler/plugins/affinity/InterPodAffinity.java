package dev.keelson.scheduler.plugins.affinity;

import dev.keelson.apiserver.model.json.JsonObject;
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
import dev.keelson.scheduler.plugins.match.NodeMemo;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;

/** Puts pods near those that they want near, and far from those they do not. */
public final class InterPodAffinity
    implements PreFilterPlugin, FilterPlugin, PreScorePlugin, ScorePlugin, SignPlugin {
  public static final String NAME = "InterPodAffinity";
  static final CycleState.Key<RequiredState> REQUIRED =
      CycleState.key("PreFilter" + NAME, RequiredState.class);
  private static final CycleState.Key<PreferredState> PREFERRED =
      CycleState.key("PreScore" + NAME, PreferredState.class);

  /** Workloads whose likes are remembered. */
  private static final int MOST = 16;

  private final PluginContext context;
  private final Namespaces namespaces;
  private final int hardWeight;
  private final boolean ignoresOthers;
  private final RequiredState.Memory memory = new RequiredState.Memory();
  private final NodeMemo.Recent<Asker, List<PreferredState.Worth>> worths =
      new NodeMemo.Recent<>(MOST);

  /**
   * @param args {@code InterPodAffinityArgs}
   * @throws IllegalArgumentException they are wrong
   */
  public InterPodAffinity(JsonObject args, PluginContext context) {
    long weight = args.number("hardPodAffinityWeight", 1);
    if (weight < 0 || weight > 100) {
      throw new IllegalArgumentException(
          "hardPodAffinityWeight: Invalid value: %d: not in valid range [0, 100]"
              .formatted(weight));
    }
    this.context = context;
    this.namespaces = new Namespaces(context.informers().of("v1", "namespaces").store());
    this.hardWeight = (int) weight;
    this.ignoresOthers = args.isTrue("ignorePreferredTermsOfExistingPods");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    if (!pod.hasPodAffinity() && snapshot.havePodsWithRequiredAntiAffinity().isEmpty()) {
      return PreFilterResult.SKIP;
    }
    Asker.Terms terms = Asker.Terms.of(pod, namespaces);
    Asker asker = Asker.of(pod, namespaces, terms);
    RequiredState required = RequiredState.of(pod, asker, terms, snapshot, memory);
    if (required.isIdle()) {
      return PreFilterResult.SKIP;
    }
    state.put(REQUIRED, required);
    return PreFilterResult.SUCCESS;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    return state.get(REQUIRED).filter(node);
  }

  @Override
  public boolean followsPods() {
    return true;
  }

  @Override
  public Verdict addPod(CycleState state, PodView pod, PodView added, NodeInfo node) {
    state.find(REQUIRED).ifPresent(each -> each.change(pod, added, node.node(), 1));
    return Verdict.SUCCESS;
  }

  @Override
  public Verdict removePod(CycleState state, PodView pod, PodView removed, NodeInfo node) {
    state.find(REQUIRED).ifPresent(each -> each.change(pod, removed, node.node(), -1));
    return Verdict.SUCCESS;
  }

  @Override
  public Verdict preScore(CycleState state, PodView pod, List<NodeInfo> nodes) {
    Snapshot snapshot = context.snapshot();
    boolean likes = !pod.preferredAffinity().isEmpty() || !pod.preferredAntiAffinity().isEmpty();
    if (!likes && (ignoresOthers || snapshot.havePodsWithAffinity().isEmpty())) {
      return Verdict.SKIP;
    }
    Asker.Terms terms = Asker.Terms.of(pod, namespaces);
    Asker asker = Asker.of(pod, namespaces, terms);
    PreferredState preferred =
        PreferredState.of(pod, asker, terms, hardWeight, snapshot, worths.of(asker));
    if (preferred.isIdle()) {
      return Verdict.SKIP;
    }
    state.put(PREFERRED, preferred);
    return Verdict.SUCCESS;
  }

  /** May be negative, before {@link #normalize}. */
  @Override
  public long score(CycleState state, PodView pod, NodeInfo node) {
    return state.get(PREFERRED).score(node);
  }

  @Override
  public void normalize(CycleState state, PodView pod, List<NodeInfo> nodes, long[] scores) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < nodes.size(); i++) {
      least = Math.min(least, scores[i]);
      most = Math.max(most, scores[i]);
    }
    for (int i = 0; i < nodes.size(); i++) {
      scores[i] =
          most > least ? (long) (MAX_SCORE * ((double) (scores[i] - least) / (most - least))) : 0;
    }
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return new AffinityHints(namespaces).registrations();
  }

  /** Never with affinities: where such a pod goes changes where the next may. */
  @Override
  public Optional<Object> sign(PodView pod) {
    if (pod.hasPodAffinity()) {
      return Optional.empty();
    }
    return Optional.of(ignoresOthers ? List.of() : pod.labels());
  }
}
