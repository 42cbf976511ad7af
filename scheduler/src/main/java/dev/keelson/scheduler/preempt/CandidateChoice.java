package dev.keelson.scheduler.preempt;

import dev.keelson.scheduler.plugin.Victims;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * On which node the least is lost: fewest broken budgets, then the lowest of the highest victims,
 * the smallest sum of priorities, the fewest victims, the one whose highest victims started last;
 * the first of those that are equal in all.
 */
record CandidateChoice(Importance importance) {
  /** So that a few negative priorities do not add up to less than many. */
  private static final long ABOVE_ALL = 1L << 31;

  /**
   * @param candidates by node, each with at least one victim
   */
  String best(Map<String, Victims> candidates) {
    List<ToLongFunction<Victims>> losses =
        List.of(
            Victims::pdbViolations,
            CandidateChoice::highestPriority,
            CandidateChoice::sumOfPriorities,
            victims -> victims.pods().size(),
            victims -> -importance.earliestOfHighest(victims.pods()).toEpochMilli());
    List<String> nodes = new ArrayList<>(candidates.keySet());
    for (ToLongFunction<Victims> loss : losses) {
      nodes = least(nodes, candidates, loss);
      if (nodes.size() == 1) {
        break;
      }
    }
    return nodes.getFirst();
  }

  private static List<String> least(
      List<String> nodes, Map<String, Victims> candidates, ToLongFunction<Victims> loss) {
    List<String> best = new ArrayList<>();
    long least = Long.MAX_VALUE;
    for (String each : nodes) {
      Victims victims = candidates.get(each);
      long here = victims == null ? Long.MAX_VALUE : loss.applyAsLong(victims);
      if (here < least) {
        least = here;
        best.clear();
      }
      if (here == least) {
        best.add(each);
      }
    }
    return best;
  }

  private static long highestPriority(Victims victims) {
    long highest = Long.MIN_VALUE;
    for (PodView each : victims.pods()) {
      highest = Math.max(highest, each.priority());
    }
    return highest;
  }

  private static long sumOfPriorities(Victims victims) {
    long sum = 0;
    for (PodView each : victims.pods()) {
      sum += each.priority() + ABOVE_ALL;
    }
    return sum;
  }
}
