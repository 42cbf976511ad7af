package dev.keelson.scheduler.cache;

import dev.keelson.scheduler.view.PodView;
import java.util.HashMap;
import java.util.Map;

/** How many pods of a node use which claims, copied on change: few nodes have any. */
final class ClaimUses {
  private ClaimUses() {}

  static Map<String, Integer> changed(Map<String, Integer> uses, PodView pod, int by) {
    if (pod.claims().isEmpty()) {
      return uses;
    }
    Map<String, Integer> changed = new HashMap<>(uses);
    for (String claim : pod.claims()) {
      changed.merge(pod.namespace() + "/" + claim, by, Integer::sum);
    }
    changed.values().removeIf(count -> count <= 0);
    return Map.copyOf(changed);
  }
}
