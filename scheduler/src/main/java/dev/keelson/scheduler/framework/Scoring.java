package dev.keelson.scheduler.framework;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.config.ExtensionPoint;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.Plugin;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Ranks the nodes that are left. Cycle thread only: its buffers are used again. */
public final class Scoring {
  private final PreScorePlugin[] preScores;
  private final long[] preScoreBits;
  private final ScorePlugin[] scores;
  private final long[] scoreBits;
  private final long[] weights;
  private final PointTimes times;
  private long[] totals = new long[128];
  private long[] ones = new long[128];

  Scoring(
      List<PreScorePlugin> preScores,
      Map<ScorePlugin, Integer> scores,
      Map<Plugin, Long> bits,
      PointTimes times) {
    this.preScores = preScores.toArray(PreScorePlugin[]::new);
    this.preScoreBits = preScores.stream().mapToLong(each -> bits.getOrDefault(each, 0L)).toArray();
    this.scores = scores.keySet().toArray(ScorePlugin[]::new);
    this.scoreBits =
        scores.keySet().stream().mapToLong(each -> bits.getOrDefault(each, 0L)).toArray();
    this.weights = scores.values().stream().mapToLong(weight -> Math.max(weight, 1)).toArray();
    this.times = times;
  }

  /** Whether there is anything to rank by. */
  public boolean isPossible() {
    return scores.length > 0;
  }

  /**
   * The nodes' scores at their places; longer, and good until the next call.
   *
   * @throws PluginFailure a plugin could not
   */
  public long[] score(CycleState state, PodView pod, List<NodeInfo> nodes) {
    int count = nodes.size();
    if (totals.length < count) {
      totals = new long[Math.max(count, totals.length * 2)];
      ones = new long[totals.length];
    }
    if (scores.length == 0) {
      Arrays.fill(totals, 0, count, 1);
      return totals;
    }
    preScore(state, pod, nodes);
    long start = times.start();
    Arrays.fill(totals, 0, count, 0);
    for (int i = 0; i < scores.length; i++) {
      if ((state.skippedScores() & scoreBits[i]) == 0) {
        add(scores[i], weights[i], state, pod, nodes);
      }
    }
    times.end(ExtensionPoint.SCORE, Verdict.SUCCESS, start);
    return totals;
  }

  private void add(
      ScorePlugin plugin, long weight, CycleState state, PodView pod, List<NodeInfo> nodes) {
    int count = nodes.size();
    for (int n = 0; n < count; n++) {
      ones[n] = plugin.score(state, pod, nodes.get(n));
    }
    plugin.normalize(state, pod, nodes, ones);
    for (int n = 0; n < count; n++) {
      long score = ones[n];
      if (score < 0 || score > ScorePlugin.MAX_SCORE) {
        throw new PluginFailure(
            "plugin \"%s\" returns an invalid score %d, it should in the range of [0, %d] after"
                    .formatted(plugin.name(), score, ScorePlugin.MAX_SCORE)
                + " normalizing");
      }
      totals[n] += score * weight;
    }
  }

  private void preScore(CycleState state, PodView pod, List<NodeInfo> nodes) {
    long start = times.start();
    long skipped = 0;
    for (int i = 0; i < preScores.length; i++) {
      Verdict verdict = preScores[i].preScore(state, pod, nodes);
      if (verdict instanceof Verdict.Skip) {
        skipped |= preScoreBits[i];
      } else if (!verdict.isSuccess()) {
        times.end(ExtensionPoint.PRE_SCORE, verdict, start);
        throw new PluginFailure(
            "running PreScore plugin \"%s\": %s".formatted(preScores[i].name(), verdict.message()));
      }
    }
    state.skipScores(skipped);
    times.end(ExtensionPoint.PRE_SCORE, Verdict.SUCCESS, start);
  }
}
