package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which of the volumes that are there serves a claim on a node: the smallest that is enough. */
final class VolumeMatch {
  private VolumeMatch() {}

  /**
   * @param volumes of the claim's class
   * @param taken names of volumes that went to other claims of the same pod
   */
  static Optional<Volume> find(
      Claim claim, List<Volume> volumes, Map<String, String> nodeLabels, Set<String> taken) {
    Quantity request = claim.request().orElse(Quantity.ZERO);
    Optional<LabelSelector> selector = claim.selector().map(LabelSelector::of);
    Volume smallest = null;
    for (Volume volume : volumes) {
      if (taken.contains(volume.name()) || !couldServe(claim, volume, request)) {
        continue;
      }
      boolean reaches = volume.reaches(nodeLabels);
      if (volume.isPromisedTo(claim)) {
        return reaches ? Optional.of(volume) : Optional.empty();
      }
      if (reaches
          && volume.isAvailable()
          && (selector.isEmpty()
              || selector.get().matches(volume.object().metadata().object("labels")))
          && volume.className().equals(claim.className())
          && volume.allows(claim)
          && (smallest == null || volume.capacity().compareTo(smallest.capacity()) < 0)) {
        smallest = volume;
      }
    }
    return Optional.ofNullable(smallest);
  }

  private static boolean couldServe(Claim claim, Volume volume, Quantity request) {
    return (!volume.isPromised() || volume.isPromisedTo(claim))
        && volume.capacity().compareTo(request) >= 0
        && volume.mode().equals(claim.mode())
        && volume.attributesClass().equals(claim.attributesClass())
        && !volume.object().isBeingDeleted();
  }
}
