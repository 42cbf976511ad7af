package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.view.PodView;
import java.util.Map;

/** An outside program that has a say in preemption. */
public interface PreemptionExtender {
  String name();

  boolean isInterestedIn(PodView pod);

  /** Whether scheduling goes on without it where it fails. */
  boolean isIgnorable();

  /**
   * @param candidates by node
   * @return those of them that it admits
   * @throws PluginFailure it does not answer, or nonsense
   */
  Map<String, Victims> process(PodView pod, Map<String, Victims> candidates, Snapshot snapshot);
}
