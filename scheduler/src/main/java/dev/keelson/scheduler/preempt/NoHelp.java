package dev.keelson.scheduler.preempt;

import dev.keelson.scheduler.plugin.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says why preemption helps on none of the nodes, with how many nodes have each reason. */
final class NoHelp {
  private static final String ELSEWHERE = "Preemption is not helpful for scheduling";

  private NoHelp() {}

  /**
   * @param tried what came of it, by node
   * @param nodes how many there are in all; the others were not worth trying
   */
  static String text(Map<String, Verdict> tried, int nodes) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Verdict each : tried.values()) {
      reasons(each).forEach(reason -> counts.merge(reason, 1, Integer::sum));
    }
    if (tried.size() < nodes) {
      counts.merge(ELSEWHERE, nodes - tried.size(), Integer::sum);
    }
    List<String> reasons = new ArrayList<>();
    counts.forEach((reason, count) -> reasons.add(count + " " + reason));
    Collections.sort(reasons);
    String text = "0/" + nodes + " nodes are available:";
    return reasons.isEmpty() ? text : text + " " + String.join(", ", reasons) + ".";
  }

  private static List<String> reasons(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Refusal refusal -> refusal.reasons();
      case Verdict.Failed(String message) -> List.of(message);
      case Verdict.Success _, Verdict.Skip _, Verdict.Wait _ -> List.of();
    };
  }
}
