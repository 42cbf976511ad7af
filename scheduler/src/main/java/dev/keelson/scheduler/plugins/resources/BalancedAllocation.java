package dev.keelson.scheduler.plugins.resources;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;

/** Prefers nodes whose resources the pod would make be used more evenly. */
public final class BalancedAllocation implements PreScorePlugin, ScorePlugin, SignPlugin {
  public static final String NAME = "NodeResourcesBalancedAllocation";
  private static final CycleState.Key<NodeUse> USE =
      CycleState.key("PreScore" + NAME, NodeUse.class);

  private final ResourceWeights weights;

  /**
   * @param args {@code NodeResourcesBalancedAllocationArgs}
   * @throws IllegalArgumentException they are wrong
   */
  public BalancedAllocation(JsonObject args) {
    this.weights = ResourceWeights.of(args.array("resources"), "resources");
    for (int i = 0; i < weights.size(); i++) {
      if (weights.weights()[i] != 1) {
        throw new IllegalArgumentException(
            "resources[%d].weight: Invalid value: %d: resource weight of %s not in valid range [1, 1]"
                .formatted(i, weights.weights()[i], weights.names().get(i)));
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  /** Skips pods that ask for nothing: they change no balance, and would all go to one node. */
  @Override
  public Verdict preScore(CycleState state, PodView pod, List<NodeInfo> nodes) {
    NodeUse use = new NodeUse(weights, true, pod);
    if (use.isBestEffort()) {
      return Verdict.SKIP;
    }
    state.put(USE, use);
    return Verdict.SUCCESS;
  }

  @Override
  public long score(CycleState state, PodView pod, NodeInfo node) {
    NodeUse use = state.get(USE);
    use.fill(node);
    return Balance.change(use.requested, use.allocated, use.allocatable);
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(pod.requests());
  }
}
