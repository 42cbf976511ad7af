package dev.keelson.scheduler.framework;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.config.BadConfig;
import dev.keelson.scheduler.config.ExtensionPoint;
import dev.keelson.scheduler.config.ProfileConfig;
import dev.keelson.scheduler.metrics.SchedulerMetrics;
import dev.keelson.scheduler.plugin.BindPlugin;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.GroupingPlugin;
import dev.keelson.scheduler.plugin.Nominator;
import dev.keelson.scheduler.plugin.PermitPlugin;
import dev.keelson.scheduler.plugin.Plugin;
import dev.keelson.scheduler.plugin.PostBindPlugin;
import dev.keelson.scheduler.plugin.PostFilterPlugin;
import dev.keelson.scheduler.plugin.PreBindPlugin;
import dev.keelson.scheduler.plugin.PreEnqueuePlugin;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterResult;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.QueueSortPlugin;
import dev.keelson.scheduler.plugin.ReservePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** A profile's plugins for choosing a node; {@link BindingPoints} has those for binding. */
public final class Profile {
  /** Bits of a long remember who is skipped. */
  private static final int MOST_PLUGINS = 64;

  /** Receives who refused, without an allocation a node. */
  public static final class Refuser {
    private String plugin = "";

    public String plugin() {
      return plugin;
    }
  }

  private final String name;
  private final OptionalInt percentageOfNodesToScore;
  private final Nominator nominator;
  private final QueueSortPlugin queueSort;
  private final List<PreEnqueuePlugin> preEnqueue;
  private final PreFilterPlugin[] preFilters;
  private final long[] preFilterBits;
  private final FilterPlugin[] filters;
  private final long[] filterBits;
  private final PostFilterPlugin[] postFilters;
  private final Scoring scoring;
  private final BindingPoints binding;
  private final Signing signing;
  private final List<GroupingPlugin> groupings;
  private final Map<String, List<EventRegistration>> registrations = new LinkedHashMap<>();
  private final PointTimes times;

  public Profile(
      ProfileConfig config,
      Function<String, Optional<Plugin>> make,
      Nominator nominator,
      WaitingPods waiting,
      SchedulerMetrics metrics,
      Timing timing) {
    PluginsByPoint points = new PluginsByPoint(config, make);
    this.name = config.schedulerName();
    this.percentageOfNodesToScore = config.percentageOfNodesToScore();
    this.nominator = nominator;
    this.times = new PointTimes(metrics, timing, name);
    this.preEnqueue = list(points, ExtensionPoint.PRE_ENQUEUE, PreEnqueuePlugin.class);
    this.queueSort = only(list(points, ExtensionPoint.QUEUE_SORT, QueueSortPlugin.class));
    this.preFilters =
        list(points, ExtensionPoint.PRE_FILTER, PreFilterPlugin.class)
            .toArray(PreFilterPlugin[]::new);
    this.filters =
        list(points, ExtensionPoint.FILTER, FilterPlugin.class).toArray(FilterPlugin[]::new);
    this.postFilters =
        list(points, ExtensionPoint.POST_FILTER, PostFilterPlugin.class)
            .toArray(PostFilterPlugin[]::new);
    List<PreScorePlugin> preScores = list(points, ExtensionPoint.PRE_SCORE, PreScorePlugin.class);
    Map<ScorePlugin, Integer> scores = points.at(ExtensionPoint.SCORE, ScorePlugin.class);
    List<BindPlugin> binds = list(points, ExtensionPoint.BIND, BindPlugin.class);
    if (binds.isEmpty()) {
      throw new BadConfig("profile " + name + ": at least one bind plugin is needed");
    }
    this.binding =
        new BindingPoints(
            list(points, ExtensionPoint.RESERVE, ReservePlugin.class),
            list(points, ExtensionPoint.PERMIT, PermitPlugin.class),
            list(points, ExtensionPoint.PRE_BIND, PreBindPlugin.class),
            binds,
            list(points, ExtensionPoint.POST_BIND, PostBindPlugin.class),
            waiting,
            times);
    if (points.all().size() > MOST_PLUGINS) {
      throw new BadConfig("profile " + name + ": more than " + MOST_PLUGINS + " plugins");
    }
    Map<Plugin, Long> bits = bits(points.all());
    this.preFilterBits = bits(bits, preFilters);
    this.filterBits = bits(bits, filters);
    this.scoring = new Scoring(preScores, scores, bits, times);
    this.signing = new Signing(preFilters, filters, preScores, scores.keySet());
    this.groupings =
        points.all().stream()
            .filter(GroupingPlugin.class::isInstance)
            .map(GroupingPlugin.class::cast)
            .toList();
    points.all().forEach(each -> registrations.put(each.name(), each.eventsToRegister()));
  }

  private static <T extends Plugin> List<T> list(
      PluginsByPoint points, ExtensionPoint point, Class<T> type) {
    return List.copyOf(points.at(point, type).keySet());
  }

  private QueueSortPlugin only(List<QueueSortPlugin> sorts) {
    if (sorts.size() != 1) {
      throw new BadConfig(
          "profile %s: only one queue sort plugin can be enabled, not %d"
              .formatted(name, sorts.size()));
    }
    return sorts.getFirst();
  }

  private static Map<Plugin, Long> bits(List<Plugin> plugins) {
    Map<Plugin, Long> bits = new IdentityHashMap<>();
    for (int i = 0; i < plugins.size(); i++) {
      bits.put(plugins.get(i), 1L << i);
    }
    return bits;
  }

  private static long[] bits(Map<Plugin, Long> bits, Plugin[] plugins) {
    long[] own = new long[plugins.length];
    for (int i = 0; i < plugins.length; i++) {
      own[i] = bits.getOrDefault(plugins[i], 0L);
    }
    return own;
  }

  public String name() {
    return name;
  }

  public OptionalInt percentageOfNodesToScore() {
    return percentageOfNodesToScore;
  }

  public QueueSortPlugin queueSort() {
    return queueSort;
  }

  public List<PreEnqueuePlugin> preEnqueue() {
    return preEnqueue;
  }

  public Scoring scoring() {
    return scoring;
  }

  public BindingPoints binding() {
    return binding;
  }

  public Signing signing() {
    return signing;
  }

  public PointTimes times() {
    return times;
  }

  /** By plugin. */
  public Map<String, List<EventRegistration>> registrations() {
    return registrations;
  }

  public boolean hasFilters() {
    return filters.length > 0;
  }

  public List<PostFilterPlugin> postFilters() {
    return List.of(postFilters);
  }

  /** Those who know of pods that belong together; usually none. */
  public List<GroupingPlugin> groupings() {
    return groupings;
  }

  public PreFiltered preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    long start = times.start();
    PreFiltered result = runPreFilters(state, pod, snapshot);
    times.end(ExtensionPoint.PRE_FILTER, result.judged().verdict(), start);
    return result;
  }

  private PreFiltered runPreFilters(CycleState state, PodView pod, Snapshot snapshot) {
    PreFiltered all = PreFiltered.of(Judged.SUCCESS);
    long skipped = 0;
    for (int i = 0; i < preFilters.length; i++) {
      PreFilterPlugin plugin = preFilters[i];
      PreFilterResult result = preFilter(plugin, state, pod, snapshot);
      Verdict verdict = result.verdict();
      if (verdict instanceof Verdict.Skip) {
        skipped |= preFilterBits[i];
      } else if (verdict instanceof Verdict.Unschedulable) {
        all = all.with(new Judged(verdict, plugin.name()));
      } else if (verdict.isRefusal()) {
        return PreFiltered.of(new Judged(verdict, plugin.name()));
      } else if (!verdict.isSuccess()) {
        return PreFiltered.of(failed("PreFilter plugin", plugin, verdict));
      } else if (!result.isAllNodes()) {
        all = all.narrowed(plugin.name(), result.nodeNames());
        if (all.nodeNames().isEmpty()) {
          return all.with(new Judged(Verdict.unresolvable(unsatisfied(all.narrowing())), ""));
        }
      }
    }
    state.skipFilters(skipped);
    return all;
  }

  private static String unsatisfied(Set<String> plugins) {
    return plugins.size() == 1
        ? "node(s) didn't satisfy plugin " + plugins.iterator().next()
        : "node(s) didn't satisfy plugin(s) [%s] simultaneously"
            .formatted(String.join(" ", plugins));
  }

  private static PreFilterResult preFilter(
      PreFilterPlugin plugin, CycleState state, PodView pod, Snapshot snapshot) {
    try {
      return plugin.preFilter(state, pod, snapshot);
    } catch (RuntimeException e) {
      return PreFilterResult.of(Failures.verdict(e));
    }
  }

  static Judged failed(String what, Plugin plugin, Verdict verdict) {
    return new Judged(
        Verdict.failed("running %s \"%s\": %s".formatted(what, plugin.name(), verdict.message())),
        plugin.name());
  }

  /**
   * Of one node, with those that are nominated to it, if there are any: once as if they were there,
   * since they probably will be, and once as if not, since it is not certain.
   */
  public Verdict filterWithNominated(
      CycleState state, PodView pod, NodeInfo node, Refuser refuser) {
    List<PodView> nominated = nominator.nominatedFor(node.name());
    if (nominated.isEmpty()) {
      return filter(state, pod, node, refuser);
    }
    CycleState stateWith = state.copy();
    NodeInfo nodeWith = node;
    for (PodView each : nominated) {
      if (each.priority() >= pod.priority() && !each.uid().equals(pod.uid())) {
        nodeWith = nodeWith.with(each);
        Verdict verdict = addPod(stateWith, pod, each, nodeWith);
        if (!verdict.isSuccess()) {
          return verdict;
        }
      }
    }
    if (nodeWith == node) {
      return filter(state, pod, node, refuser);
    }
    Verdict verdict = filter(stateWith, pod, nodeWith, refuser);
    return verdict.isSuccess() ? filter(state, pod, node, refuser) : verdict;
  }

  public Verdict filter(CycleState state, PodView pod, NodeInfo node, Refuser refuser) {
    long skipped = state.skippedFilters();
    for (int i = 0; i < filters.length; i++) {
      if ((skipped & filterBits[i]) != 0) {
        continue;
      }
      Verdict verdict = filter(filters[i], state, pod, node);
      if (verdict != Verdict.SUCCESS && !verdict.isSuccess()) {
        refuser.plugin = filters[i].name();
        return verdict.isRefusal()
            ? verdict
            : Verdict.failed(
                "running \"%s\" filter plugin: %s".formatted(filters[i].name(), verdict.message()));
      }
    }
    return Verdict.SUCCESS;
  }

  private static Verdict filter(FilterPlugin plugin, CycleState state, PodView pod, NodeInfo node) {
    try {
      return plugin.filter(state, pod, node);
    } catch (RuntimeException e) {
      return Failures.verdict(e);
    }
  }

  public Verdict addPod(CycleState state, PodView pod, PodView added, NodeInfo node) {
    for (int i = 0; i < preFilters.length; i++) {
      PreFilterPlugin plugin = preFilters[i];
      if (plugin.followsPods() && (state.skippedFilters() & preFilterBits[i]) == 0) {
        Verdict verdict = plugin.addPod(state, pod, added, node);
        if (!verdict.isSuccess()) {
          return Verdict.failed(
              "running AddPod on PreFilter plugin \"%s\": %s"
                  .formatted(plugin.name(), verdict.message()));
        }
      }
    }
    return Verdict.SUCCESS;
  }

  public Verdict removePod(CycleState state, PodView pod, PodView removed, NodeInfo node) {
    for (int i = 0; i < preFilters.length; i++) {
      PreFilterPlugin plugin = preFilters[i];
      if (plugin.followsPods() && (state.skippedFilters() & preFilterBits[i]) == 0) {
        Verdict verdict = plugin.removePod(state, pod, removed, node);
        if (!verdict.isSuccess()) {
          return Verdict.failed(
              "running RemovePod on PreFilter plugin \"%s\": %s"
                  .formatted(plugin.name(), verdict.message()));
        }
      }
    }
    return Verdict.SUCCESS;
  }

  /** Names, for configuration dumps. */
  public List<String> filterNames() {
    List<String> names = new ArrayList<>();
    for (FilterPlugin each : filters) {
      names.add(each.name());
    }
    return names;
  }
}
