package dev.keelson.scheduler.testing;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.cache.ImageState;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.NodeVerdicts;
import dev.keelson.scheduler.plugin.Nominator;
import dev.keelson.scheduler.plugin.Plugin;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterResult;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.PreemptionExtender;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A small cluster, and the scheduler around the plugins that are tested on it. */
public final class TestWorld implements PluginContext, Nominator {
  public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<String, NodeInfo> nodes = new LinkedHashMap<>();
  private Snapshot snapshot = Snapshot.EMPTY;
  private final ApiClient client;
  private final SharedInformers informers;
  public final SteppedTiming timing = new SteppedTiming(NOW);
  public final List<EventNote> events = new ArrayList<>();
  public final List<ObjectName> activated = new ArrayList<>();
  public final List<Plugin> plugins = new ArrayList<>();
  public final List<PreemptionExtender> extenders = new ArrayList<>();
  private final Map<String, PodView> nominated = new LinkedHashMap<>();
  private final Map<String, String> nominations = new HashMap<>();

  private TestWorld(ApiClient client) {
    this.client = client;
    this.informers = SharedInformers.of(client);
  }

  /** Without an API server: informers know nothing. */
  public static TestWorld of(TestNode... nodes) {
    return new TestWorld(new ApiClient(new Silent(), ClientOptions.usual("test"))).and(nodes);
  }

  public static TestWorld with(ApiClient client) {
    return new TestWorld(client);
  }

  private static final class Silent implements ApiTransport {
    @Override
    public ApiReply send(ApiCall call) {
      throw TransportFailure.broken("there is no server", null);
    }

    @Override
    public EventStream watch(ApiCall call) {
      throw TransportFailure.broken("there is no server", null);
    }

    @Override
    public void close() {}
  }

  public TestWorld and(TestNode... more) {
    for (TestNode each : more) {
      NodeView view = each.view();
      NodeInfo info = NodeInfo.of(view);
      nodes.put(view.name(), info);
    }
    return this;
  }

  /** On the nodes that they name. */
  public TestWorld and(TestPod... pods) {
    for (TestPod each : pods) {
      add(each.view());
    }
    return this;
  }

  public void add(PodView pod) {
    nodes.computeIfPresent(pod.nodeName(), (_, node) -> node.with(pod));
  }

  public void remove(PodView pod) {
    nodes.computeIfPresent(pod.nodeName(), (_, node) -> node.without(pod));
  }

  /** Gives each node the images of its status. */
  public TestWorld withImages() {
    Map<String, Integer> counts = new HashMap<>();
    nodes
        .values()
        .forEach(
            node ->
                node.node()
                    .images()
                    .forEach(
                        image ->
                            image.names().forEach(name -> counts.merge(name, 1, Integer::sum))));
    nodes.replaceAll(
        (_, node) -> {
          Map<String, ImageState> images = new HashMap<>();
          node.node()
              .images()
              .forEach(
                  image ->
                      image
                          .names()
                          .forEach(
                              name ->
                                  images.put(
                                      name,
                                      new ImageState(image.size(), counts.getOrDefault(name, 0)))));
          return node.withImages(images);
        });
    return this;
  }

  /** By node: "" where the pod may go there, "never: …" where it may not whatever goes. */
  public Map<String, String> verdicts(Plugin plugin, TestPod pod) {
    return verdicts(plugin, pod.view(), new CycleState());
  }

  public Map<String, String> verdicts(Plugin plugin, PodView pod, CycleState state) {
    Map<String, String> verdicts = new TreeMap<>();
    Set<String> only = nodes.keySet();
    if (plugin instanceof PreFilterPlugin pre) {
      PreFilterResult result = pre.preFilter(state, pod, snapshot());
      if (!result.verdict().isSuccess()) {
        nodes.keySet().forEach(node -> verdicts.put(node, text(result.verdict())));
        return verdicts;
      }
      only = result.isAllNodes() ? only : result.nodeNames();
    }
    for (NodeInfo node : nodes.values()) {
      verdicts.put(
          node.name(),
          only.contains(node.name())
              ? text(((FilterPlugin) plugin).filter(state, pod, node))
              : "not asked");
    }
    return verdicts;
  }

  public static String text(Verdict verdict) {
    return switch (verdict) {
      case Verdict.UnschedulableAndUnresolvable never -> "never: " + never.message();
      case Verdict.Failed(String message) -> "failed: " + message;
      default -> verdict.message();
    };
  }

  /** By node, after normalizing; nothing where the plugin skips. */
  public Map<String, Long> scores(Plugin plugin, TestPod pod, String... feasible) {
    List<NodeInfo> list =
        nodes.values().stream()
            .filter(each -> feasible.length == 0 || List.of(feasible).contains(each.name()))
            .toList();
    CycleState state = new CycleState();
    PodView view = pod.view();
    if (plugin instanceof PreScorePlugin pre
        && pre.preScore(state, view, list) instanceof Verdict.Skip) {
      return Map.of();
    }
    ScorePlugin scorer = (ScorePlugin) plugin;
    long[] scores = new long[list.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = scorer.score(state, view, list.get(i));
    }
    scorer.normalize(state, view, list, scores);
    Map<String, Long> found = new TreeMap<>();
    for (int i = 0; i < scores.length; i++) {
      found.put(list.get(i).name(), scores[i]);
    }
    return found;
  }

  public NodeInfo node(String name) {
    return nodes.getOrDefault(name, NodeInfo.of(TestNode.node(name).view()));
  }

  @Override
  public Snapshot snapshot() {
    List<NodeInfo> now = List.copyOf(nodes.values());
    if (!now.equals(snapshot.nodes())) {
      snapshot = Snapshot.of(now);
    }
    return snapshot;
  }

  @Override
  public String profile() {
    return "default-scheduler";
  }

  @Override
  public ApiClient client() {
    return client;
  }

  @Override
  public SharedInformers informers() {
    return informers;
  }

  @Override
  public Timing timing() {
    return timing;
  }

  @Override
  public RandomGenerator random() {
    return new Random(1);
  }

  @Override
  public void event(EventNote note) {
    events.add(note);
  }

  @Override
  public Nominator nominator() {
    return this;
  }

  /** Runs the PreFilters of all, and puts down why nodes will not do. */
  public NodeVerdicts verdicts(CycleState state, PodView pod) {
    Map<String, Verdict> all = new LinkedHashMap<>();
    for (Plugin each : plugins) {
      if (each instanceof PreFilterPlugin pre
          && pre.preFilter(state, pod, snapshot()).verdict() instanceof Verdict.Skip) {
        skipped.add(each);
      }
    }
    nodes.forEach((name, node) -> all.put(name, filterWithNominated(state, pod, node)));
    return new NodeVerdicts() {
      @Override
      public Verdict of(String nodeName) {
        return all.getOrDefault(nodeName, Verdict.unresolvable(""));
      }

      @Override
      public List<NodeInfo> resolvable() {
        return nodes.values().stream()
            .filter(each -> of(each.name()) instanceof Verdict.Unschedulable)
            .toList();
      }
    };
  }

  private final List<Plugin> skipped = new ArrayList<>();

  @Override
  public boolean isAssumed(String podUid) {
    return false;
  }

  @Override
  public Verdict filterWithNominated(CycleState state, PodView pod, NodeInfo node) {
    for (Plugin each : plugins) {
      if (each instanceof FilterPlugin filter && !skipped.contains(each)) {
        Verdict verdict = filter.filter(state, pod, node);
        if (!verdict.isSuccess()) {
          return verdict;
        }
      }
    }
    return Verdict.SUCCESS;
  }

  @Override
  public Verdict addPod(CycleState state, PodView pod, PodView added, NodeInfo node) {
    for (Plugin each : plugins) {
      if (each instanceof PreFilterPlugin pre && !skipped.contains(each)) {
        pre.addPod(state, pod, added, node);
      }
    }
    return Verdict.SUCCESS;
  }

  @Override
  public Verdict removePod(CycleState state, PodView pod, PodView removed, NodeInfo node) {
    for (Plugin each : plugins) {
      if (each instanceof PreFilterPlugin pre && !skipped.contains(each)) {
        pre.removePod(state, pod, removed, node);
      }
    }
    return Verdict.SUCCESS;
  }

  @Override
  public boolean rejectWaiting(String podUid, String plugin, String message) {
    return false;
  }

  @Override
  public void allowWaiting(String podUid, String plugin) {}

  @Override
  public void activate(Collection<ObjectName> pods) {
    activated.addAll(pods);
  }

  @Override
  public List<PreemptionExtender> preemptionExtenders() {
    return extenders;
  }

  @Override
  public List<PodView> nominatedFor(String nodeName) {
    return nominated.values().stream()
        .filter(each -> nodeName.equals(nominations.get(each.uid())))
        .toList();
  }

  @Override
  public void nominate(PodView pod, String nodeName) {
    nominated.put(pod.uid(), pod);
    nominations.put(pod.uid(), nodeName);
  }

  @Override
  public void withdraw(PodView pod) {
    nominated.remove(pod.uid());
    nominations.remove(pod.uid());
  }
}
