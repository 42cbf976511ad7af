package dev.keelson.scheduler.cycle;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.extend.Extender;
import dev.keelson.scheduler.framework.Profile;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks the best of the nodes that do; among equals by lot. Cycle thread only. */
final class NodeChoice {
  private static final Logger LOG = LoggerFactory.getLogger(NodeChoice.class);

  private final List<Extender> extenders;
  private final RandomGenerator random;

  NodeChoice(List<Extender> extenders, RandomGenerator random) {
    this.extenders = extenders;
    this.random = random;
  }

  /**
   * @param nodes at least one
   * @throws PluginFailure a plugin could not say
   */
  NodeInfo best(Profile profile, CycleState state, PodView pod, List<NodeInfo> nodes) {
    if (nodes.size() == 1) {
      return nodes.getFirst();
    }
    long[] scores = profile.scoring().score(state, pod, nodes);
    for (Extender each : extenders) {
      if (each.prioritizes() && each.isInterestedIn(pod)) {
        add(each, pod, nodes, scores);
      }
    }
    int best = 0;
    int equals = 1;
    for (int i = 1; i < nodes.size(); i++) {
      if (scores[i] > scores[best]) {
        best = i;
        equals = 1;
      } else if (scores[i] == scores[best] && random.nextInt(++equals) == 0) {
        best = i;
      }
    }
    return nodes.get(best);
  }

  /** Without its opinion where it does not answer. */
  private static void add(Extender extender, PodView pod, List<NodeInfo> nodes, long[] scores) {
    try {
      Map<String, Long> more = extender.prioritize(pod, nodes);
      for (int i = 0; i < nodes.size(); i++) {
        scores[i] += more.getOrDefault(nodes.get(i).name(), 0L);
      }
    } catch (PluginFailure e) {
      LOG.warn("extender {} gives no scores: {}", extender.name(), e.getMessage());
    }
  }
}
