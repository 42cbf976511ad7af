package dev.keelson.scheduler.plugins;

import static dev.keelson.scheduler.testing.TestNode.node;
import static dev.keelson.scheduler.testing.TestPod.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.Plugin;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Prints what each plugin costs a pod on 5,000 nodes with 10,000 pods: {@code PluginCost}. Not a
 * test: run by hand.
 */
public final class PluginCost {
  private static final int NODES = 5_000;
  private static final int ROUNDS = 200;
  private static final String AFFINITY =
      "affinity: {%s: {%sDuringSchedulingIgnoredDuringExecution: [%s]}}";
  private static final String TERM = "{labelSelector: {matchLabels: {app: web}}, topologyKey: %s}";
  private static final String SPREAD =
      "topologySpreadConstraints: [{maxSkew: 5, topologyKey: zone, whenUnsatisfiable: %s,"
          + " labelSelector: {matchLabels: {app: web}}}]";

  private PluginCost() {}

  public static void main(String[] args) {
    Map<String, TestPod> workloads =
        Map.of(
            "plain", pod("p").labels("app=web").requests("cpu=100m", "memory=1Mi"),
            "affinity",
                pod("p")
                    .labels("app=web")
                    .spec(AFFINITY.formatted("podAffinity", "required", TERM.formatted("zone"))),
            "anti-affinity",
                pod("p")
                    .labels("app=web")
                    .spec(
                        AFFINITY.formatted("podAntiAffinity", "required", TERM.formatted("host"))),
            "preferred",
                pod("p")
                    .labels("app=web")
                    .spec(
                        AFFINITY.formatted(
                            "podAffinity",
                            "preferred",
                            "{weight: 1, podAffinityTerm: " + TERM.formatted("host") + "}")),
            "spread", pod("p").labels("app=web").spec(SPREAD.formatted("DoNotSchedule")),
            "soft spread", pod("p").labels("app=web").spec(SPREAD.formatted("ScheduleAnyway")));
    workloads.forEach(PluginCost::measure);
  }

  private static void measure(String name, TestPod pod) {
    TestWorld world = TestWorld.of();
    for (int i = 0; i < NODES; i++) {
      world.and(node("n" + i, "zone=" + i % 10, "host=h" + i).allocatable("cpu=64", "memory=64Gi"));
    }
    int there = name.equals("anti-affinity") ? NODES / 2 : 2 * NODES;
    for (int i = 0; i < there; i++) {
      world.add(pod.view().on("n" + i % NODES));
    }
    List<Plugin> plugins = new ArrayList<>();
    for (DefaultPlugins.Enabled each : DefaultPlugins.enabled()) {
      plugins.add(
          DefaultPlugins.registry().find(each.name()).orElseThrow().make(JsonObject.EMPTY, world));
    }
    world.plugins.addAll(plugins);
    Snapshot snapshot = world.snapshot();
    for (Plugin each : plugins) {
      long[] spent = new long[3];
      for (int round = 0; round < ROUNDS; round++) {
        boolean counts = round >= ROUNDS / 2;
        long[] cost = once(each, pod, snapshot, round);
        for (int i = 0; i < 3; i++) {
          spent[i] += counts ? cost[i] : 0;
        }
      }
      if (spent[0] + spent[1] + spent[2] > ROUNDS / 2 * 20_000L) {
        System.out.printf(
            "%-14s %-32s preFilter %6d us, filter of all %6d us, scoring 500 %6d us%n",
            name,
            each.name(),
            spent[0] / ROUNDS * 2 / 1000,
            spent[1] / ROUNDS * 2 / 1000,
            spent[2] / ROUNDS * 2 / 1000);
      }
    }
  }

  private static long[] once(Plugin plugin, TestPod pod, Snapshot snapshot, int round) {
    CycleState state = new CycleState();
    var view = pod.view();
    long[] cost = new long[3];
    long start = System.nanoTime();
    boolean skips =
        plugin instanceof PreFilterPlugin pre
            && pre.preFilter(state, view, snapshot).verdict() instanceof Verdict.Skip;
    cost[0] = System.nanoTime() - start;
    start = System.nanoTime();
    if (!skips && plugin instanceof FilterPlugin filter) {
      for (int i = 0; i < snapshot.size(); i++) {
        filter.filter(state, view, snapshot.node(i));
      }
    }
    cost[1] = System.nanoTime() - start;
    if (plugin instanceof ScorePlugin scorer) {
      List<NodeInfo> feasible = snapshot.nodes().subList(round, round + 500);
      start = System.nanoTime();
      if (!(plugin instanceof PreScorePlugin pre
          && pre.preScore(state, view, feasible) instanceof Verdict.Skip)) {
        long[] scores = new long[500];
        for (int i = 0; i < 500; i++) {
          scores[i] = scorer.score(state, view, feasible.get(i));
        }
        scorer.normalize(state, view, feasible, scores);
      }
      cost[2] = System.nanoTime() - start;
    }
    return cost;
  }
}
