package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.daemonset.DaemonPlan.World;
import dev.keelson.controllers.pod.PodView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The next nodes to get the new template: as many as may be without a pod, or with two. */
record RollingReplacement(List<String> creations, List<PodView> deletions) {
  /** The live pods of a node; not so where it has two of the same age. */
  private record Pair(Optional<PodView> fresh, Optional<PodView> old, boolean isClear) {}

  static RollingReplacement of(World world, NodeFit fit) {
    Map<String, ApiObject> nodes = new HashMap<>();
    Map<String, List<PodView>> pods = new LinkedHashMap<>(world.pods());
    int wanted = 0;
    for (ApiObject node : world.nodes()) {
      nodes.put(node.name(), node);
      if (fit.on(node).runs()) {
        wanted++;
        pods.putIfAbsent(node.name(), List.of());
      }
    }
    int maxSurge = world.set().maxSurge(wanted);
    if (maxSurge == 0) {
      return inPlace(world, pods, world.set().maxUnavailable(wanted));
    }
    return surging(world, fit, nodes, pods, new Bounds(maxSurge, wanted));
  }

  private record Bounds(int maxSurge, int wanted) {}

  private static RollingReplacement inPlace(
      World world, Map<String, List<PodView>> pods, int maxUnavailable) {
    int unavailable = 0;
    List<PodView> deletions = new ArrayList<>();
    List<PodView> candidates = new ArrayList<>();
    for (List<PodView> onNode : pods.values()) {
      Pair pair = pair(world, onNode);
      if (!pair.isClear() || pair.fresh().isPresent() == pair.old().isPresent()) {
        unavailable++;
      } else if (pair.fresh().isPresent()) {
        unavailable += world.isAvailable(pair.fresh().get()) ? 0 : 1;
      } else if (!world.isAvailable(pair.old().orElseThrow())) {
        // Of no use any more, so it costs nothing.
        deletions.add(pair.old().get());
        unavailable++;
      } else {
        candidates.add(pair.old().get());
      }
    }
    int left = Math.clamp(maxUnavailable - unavailable, 0, candidates.size());
    deletions.addAll(candidates.subList(0, left));
    return new RollingReplacement(List.of(), deletions);
  }

  private static RollingReplacement surging(
      World world,
      NodeFit fit,
      Map<String, ApiObject> nodes,
      Map<String, List<PodView>> pods,
      Bounds bounds) {
    int surge = 0;
    int available = 0;
    List<PodView> deletions = new ArrayList<>();
    List<PodView> unwanted = new ArrayList<>();
    List<String> allowed = new ArrayList<>();
    List<String> candidates = new ArrayList<>();
    for (Map.Entry<String, List<PodView>> each : pods.entrySet()) {
      Pair pair = pair(world, each.getValue());
      if (!pair.isClear()) {
        surge++;
        continue;
      }
      Optional<PodView> serving = pair.old().or(pair::fresh);
      boolean isServed = serving.filter(world::isAvailable).isPresent();
      available += isServed ? 1 : 0;
      if (pair.old().isEmpty()) {
        continue;
      }
      PodView old = pair.old().get();
      if (pair.fresh().isPresent()) {
        if (world.isAvailable(pair.fresh().get())) {
          deletions.add(old);
        } else {
          surge++;
        }
        continue;
      }
      ApiObject node = nodes.get(each.getKey());
      boolean runs = node != null && fit.on(node).runs();
      if (isServed) {
        if (runs) {
          candidates.add(each.getKey());
        } else {
          unwanted.add(old);
        }
      } else if (runs) {
        allowed.add(each.getKey());
      } else {
        deletions.add(old);
      }
    }
    int spare = Math.clamp(available - bounds.wanted(), 0, unwanted.size());
    deletions.addAll(unwanted.subList(0, spare));
    int left = Math.clamp(bounds.maxSurge() - surge, 0, candidates.size());
    allowed.addAll(candidates.subList(0, left));
    return new RollingReplacement(allowed, deletions);
  }

  private static Pair pair(World world, List<PodView> onNode) {
    Optional<PodView> fresh = Optional.empty();
    Optional<PodView> old = Optional.empty();
    for (PodView pod : onNode) {
      if (pod.isBeingDeleted()) {
        continue;
      }
      boolean isFresh = world.set().isUpdated(pod, world.hash());
      if ((isFresh ? fresh : old).isPresent()) {
        return new Pair(Optional.empty(), Optional.empty(), false);
      }
      if (isFresh) {
        fresh = Optional.of(pod);
      } else {
        old = Optional.of(pod);
      }
    }
    return new Pair(fresh, old, true);
  }
}
