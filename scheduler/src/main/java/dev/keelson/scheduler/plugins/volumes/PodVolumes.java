package dev.keelson.scheduler.plugins.volumes;

import java.util.List;

/**
 * How a pod's claims that are still open would be met on one node.
 *
 * @param bindings claims that get a volume which is there
 * @param provisions claims for which a volume is to be made
 */
record PodVolumes(List<Binding> bindings, List<Claim> provisions) {
  static final PodVolumes NONE = new PodVolumes(List.of(), List.of());

  record Binding(Claim claim, Volume volume) {}
}
