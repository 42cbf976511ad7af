package dev.keelson.scheduler.framework;

import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.Plugin;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What pods have in common for which the plugins of a profile decide the same. */
public final class Signing {
  private final List<SignPlugin> signers = new ArrayList<>();
  private final boolean isPossible;

  Signing(
      PreFilterPlugin[] preFilters,
      FilterPlugin[] filters,
      List<PreScorePlugin> preScores,
      Collection<ScorePlugin> scores) {
    Set<Plugin> all = new LinkedHashSet<>(List.of(preFilters));
    all.addAll(List.of(filters));
    all.addAll(preScores);
    all.addAll(scores);
    boolean isEach = !all.isEmpty();
    for (Plugin each : all) {
      if (each instanceof SignPlugin signer) {
        signers.add(signer);
      } else {
        isEach = false;
      }
    }
    isPossible = isEach;
  }

  /** Empty: the pod is one of its own. */
  public Optional<Object> sign(PodView pod) {
    if (!isPossible) {
      return Optional.empty();
    }
    List<Object> parts = new ArrayList<>(signers.size() + 1);
    parts.add(pod.schedulerName());
    parts.add(pod.namespace());
    for (SignPlugin each : signers) {
      Optional<Object> part = each.sign(pod);
      if (part.isEmpty()) {
        return part;
      }
      parts.add(part.get());
    }
    return Optional.of(parts);
  }
}
