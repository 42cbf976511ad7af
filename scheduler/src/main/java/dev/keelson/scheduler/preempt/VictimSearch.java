package dev.keelson.scheduler.preempt;

import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugin.Victims;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries, on a copy of one node, what is the least that has to go from it for a pod: all of lower
 * priority go, and then come back one by one, the protected and the important first, as long as the
 * pod still fits.
 */
final class VictimSearch {
  private static final Verdict NOBODY =
      Verdict.unresolvable("No preemption victims found for incoming pod");

  sealed interface Outcome {
    record Found(Victims victims) implements Outcome {}

    record Nothing(Verdict why) implements Outcome {}
  }

  private final PluginContext context;
  private final CycleState state;
  private final PodView pod;
  private final Importance importance;
  private final Budgets budgets;
  private NodeInfo node;

  /**
   * @param state a copy for this search alone
   */
  VictimSearch(
      PluginContext context,
      CycleState state,
      PodView pod,
      NodeInfo node,
      Importance importance,
      Budgets budgets) {
    this.context = context;
    this.state = state;
    this.pod = pod;
    this.node = node;
    this.importance = importance;
    this.budgets = budgets;
  }

  Outcome run() {
    List<PodView> lower = new ArrayList<>();
    for (int i = 0; i < node.podCount(); i++) {
      if (node.pod(i).priority() < pod.priority()) {
        lower.add(node.pod(i));
      }
    }
    if (lower.isEmpty()) {
      return new Outcome.Nothing(NOBODY);
    }
    for (PodView each : lower) {
      Verdict removed = remove(each);
      if (!removed.isSuccess()) {
        return new Outcome.Nothing(removed);
      }
    }
    Verdict fits = context.filterWithNominated(state, pod, node);
    if (!fits.isSuccess()) {
      return new Outcome.Nothing(fits);
    }
    lower.sort(importance);
    return reprieve(lower);
  }

  private Outcome reprieve(List<PodView> lower) {
    boolean[] violations = budgets.violations(lower);
    List<PodView> victims = new ArrayList<>();
    int violating = 0;
    for (boolean isProtected : new boolean[] {true, false}) {
      for (int i = 0; i < violations.length; i++) {
        if (violations[i] == isProtected && !staysWith(lower.get(i))) {
          victims.add(lower.get(i));
          violating += isProtected ? 1 : 0;
        }
      }
    }
    victims.sort(importance);
    return victims.isEmpty()
        ? new Outcome.Nothing(
            Verdict.failed("expected at least one victim pod on node \"" + node.name() + "\""))
        : new Outcome.Found(new Victims(victims, violating));
  }

  /** Puts a pod back, and takes it away again where the new one does not fit beside it. */
  private boolean staysWith(PodView victim) {
    node = node.with(victim);
    boolean fits =
        context.addPod(state, pod, victim, node).isSuccess()
            && context.filterWithNominated(state, pod, node).isSuccess();
    if (!fits) {
      remove(victim);
    }
    return fits;
  }

  private Verdict remove(PodView victim) {
    node = node.without(victim);
    return context.removePod(state, pod, victim, node);
  }
}
