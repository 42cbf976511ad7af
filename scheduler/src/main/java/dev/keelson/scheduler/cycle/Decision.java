package dev.keelson.scheduler.cycle;

import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.plugin.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a pod is not bound, as the last attempt found it.
 *
 * @param attempt the how manieth
 * @param message as in the pod's condition
 * @param allNodes how many there were
 * @param refusals by whom, node by node; empty where the attempt ended otherwise
 */
public record Decision(
    ObjectName pod,
    String uid,
    Instant at,
    int attempt,
    String message,
    int allNodes,
    List<Refusal> refusals) {
  /** Names a refusal keeps. */
  static final int MOST_NAMES = 100;

  /**
   * One plugin's, for the same reasons, of some nodes.
   *
   * @param isResolvable whether other pods' going might help
   * @param nodeCount how many nodes
   * @param nodes the first {@value #MOST_NAMES} of them
   */
  public record Refusal(
      String plugin,
      List<String> reasons,
      boolean isResolvable,
      int nodeCount,
      List<String> nodes) {}

  static List<Refusal> refusals(Diagnosis diagnosis) {
    Map<String, Map<Verdict, List<String>>> names = new LinkedHashMap<>();
    Map<String, Map<Verdict, Integer>> counts = new LinkedHashMap<>();
    int same = 0;
    for (int i = 0; i < diagnosis.size(); i++) {
      same++;
      String plugin = diagnosis.plugin(i);
      Verdict verdict = diagnosis.verdict(i);
      boolean isLast = i + 1 == diagnosis.size() || diagnosis.verdict(i + 1) != verdict;
      if (same <= MOST_NAMES) {
        List<String> known =
            names
                .computeIfAbsent(plugin, _ -> new LinkedHashMap<>())
                .computeIfAbsent(verdict, _ -> new ArrayList<>());
        if (known.size() < MOST_NAMES) {
          known.add(diagnosis.node(i).name());
        }
      }
      if (isLast) {
        counts
            .computeIfAbsent(plugin, _ -> new LinkedHashMap<>())
            .merge(verdict, same, Integer::sum);
        same = 0;
      }
    }
    List<Refusal> refusals = new ArrayList<>();
    counts.forEach(
        (plugin, verdicts) ->
            verdicts.forEach(
                (verdict, count) ->
                    refusals.add(
                        new Refusal(
                            plugin,
                            verdict instanceof Verdict.Refusal refusal
                                ? refusal.reasons()
                                : List.of(),
                            verdict instanceof Verdict.Unschedulable,
                            count,
                            names
                                .getOrDefault(plugin, Map.of())
                                .getOrDefault(verdict, List.of())))));
    if (!diagnosis.preFilterMessage().isEmpty()) {
      refusals.add(
          new Refusal(
              String.join(",", diagnosis.unschedulable()),
              List.of(diagnosis.preFilterMessage()),
              false,
              diagnosis.snapshot().size(),
              List.of()));
    }
    return List.copyOf(refusals);
  }
}
