package dev.keelson.scheduler.preempt;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;

/** The disruption budgets, as far as they protect anything. */
record Budgets(List<Budget> all) {
  /**
   * @param allowed how many of its pods may go
   * @param disrupted pods of which the API server knows that they go: they are counted already
   */
  private record Budget(
      String namespace, LabelSelector selector, long allowed, JsonObject disrupted) {
    boolean counts(PodView pod) {
      return namespace.equals(pod.namespace())
          && selector.matches(pod.labels())
          && !disrupted.has(pod.name().name());
    }
  }

  static Budgets of(List<ApiObject> objects) {
    List<Budget> all = new ArrayList<>();
    for (ApiObject each : objects) {
      try {
        LabelSelector selector = LabelSelector.of(each.spec().object("selector"));
        // An empty one protects nothing here, as upstream has it.
        if (!selector.isEmpty()) {
          all.add(
              new Budget(
                  each.namespace(),
                  selector,
                  each.status().number("disruptionsAllowed", 0),
                  each.status().object("disruptedPods")));
        }
      } catch (BadSelector _) {
        // It selects nothing.
      }
    }
    return new Budgets(all);
  }

  /**
   * Which pods could not all go without breaking a budget.
   *
   * @param pods the most important first: these use the budgets up
   * @return whether it would, at the places of the pods
   */
  boolean[] violations(List<PodView> pods) {
    long[] left = all.stream().mapToLong(Budget::allowed).toArray();
    boolean[] violations = new boolean[pods.size()];
    for (int i = 0; i < violations.length; i++) {
      PodView pod = pods.get(i);
      for (int j = 0; j < left.length && !pod.labels().isEmpty(); j++) {
        if (all.get(j).counts(pod)) {
          left[j]--;
          violations[i] |= left[j] < 0;
        }
      }
    }
    return violations;
  }
}
