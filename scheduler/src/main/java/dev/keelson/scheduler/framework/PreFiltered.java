package dev.keelson.scheduler.framework;

import java.util.Set;
import java.util.TreeSet;

/**
 * What all PreFilter plugins together say.
 *
 * @param nodeNames those that are left, unless {@code isAllNodes}
 * @param narrowing plugins that left only some nodes
 */
public record PreFiltered(
    Judged judged, boolean isAllNodes, Set<String> nodeNames, Set<String> narrowing) {
  static PreFiltered of(Judged judged) {
    return new PreFiltered(judged, true, Set.of(), Set.of());
  }

  PreFiltered with(Judged other) {
    return new PreFiltered(other, isAllNodes, nodeNames, narrowing);
  }

  PreFiltered narrowed(String plugin, Set<String> names) {
    Set<String> plugins = new TreeSet<>(narrowing);
    plugins.add(plugin);
    Set<String> left = new TreeSet<>(names);
    if (!isAllNodes) {
      left.retainAll(nodeNames);
    }
    return new PreFiltered(judged, false, left, plugins);
  }
}
