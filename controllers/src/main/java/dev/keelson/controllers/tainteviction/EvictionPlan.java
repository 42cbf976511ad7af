package dev.keelson.controllers.tainteviction;

import dev.keelson.controllers.node.Taint;
import dev.keelson.controllers.node.Toleration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a node's NoExecute taints mean to a pod on it. */
sealed interface EvictionPlan {
  /** It may stay for ever. */
  record Stay() implements EvictionPlan {}

  /** It goes after a while, if the taints stay; after nothing, at once. */
  record Leave(Duration after) implements EvictionPlan {}

  /**
   * @param taints NoExecute ones only
   */
  static EvictionPlan of(List<Taint> taints, List<Toleration> tolerations) {
    if (taints.isEmpty()) {
      return new Stay();
    }
    List<Toleration> used = new ArrayList<>();
    for (Taint taint : taints) {
      Optional<Toleration> first =
          tolerations.stream().filter(each -> each.tolerates(taint)).findFirst();
      if (first.isEmpty()) {
        return new Leave(Duration.ZERO);
      }
      used.add(first.get());
    }
    return used.stream()
        .filter(each -> each.seconds().isPresent())
        .map(each -> Duration.ofSeconds(Math.max(0, each.seconds().getAsLong())))
        .min(Duration::compareTo)
        .<EvictionPlan>map(Leave::new)
        .orElseGet(Stay::new);
  }
}
