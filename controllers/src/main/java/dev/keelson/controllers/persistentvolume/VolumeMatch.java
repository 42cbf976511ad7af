package dev.keelson.controllers.persistentvolume;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which volume a claim gets. Pure. */
final class VolumeMatch {
  private VolumeMatch() {}

  /**
   * The volume that is promised to the claim; without one the smallest that fits, among those with
   * the fewest access modes that fit.
   *
   * @param isDelayed only a promise counts: the scheduler chooses, once it has a node
   */
  static Optional<VolumeView> find(
      ClaimView claim, Collection<VolumeView> volumes, boolean isDelayed) {
    Comparator<VolumeView> order =
        Comparator.<VolumeView>comparingInt(each -> each.accessModes().size())
            .thenComparing(VolumeView::capacity)
            .thenComparing(VolumeView::name);
    List<VolumeView> fitting = volumes.stream().filter(each -> fits(each, claim)).toList();
    Optional<VolumeView> promised = fitting.stream().filter(each -> each.isOf(claim)).min(order);
    if (promised.isPresent() || isDelayed) {
      return promised;
    }
    return fitting.stream().filter(each -> isFreeFor(each, claim)).min(order);
  }

  private static boolean fits(VolumeView volume, ClaimView claim) {
    return volume.capacity().compareTo(claim.requested()) >= 0
        && volume.mode().equals(claim.mode())
        && volume.attributesClass().equals(claim.attributesClass())
        && !volume.object().isBeingDeleted()
        && volume.accessModes().containsAll(claim.accessModes());
  }

  private static boolean isFreeFor(VolumeView volume, ClaimView claim) {
    return !volume.hasClaim()
        && volume.phase().equals("Available")
        && volume.className().equals(claim.className())
        && claim.selector().map(each -> each.matches(volume.object().labels())).orElse(true);
  }

  /** Why a claim cannot have the volume that it names; empty: it can. */
  static Optional<String> problem(VolumeView volume, ClaimView claim) {
    if (volume.object().isBeingDeleted()) {
      return Optional.of("the volume is marked for deletion \"" + volume.name() + "\"");
    }
    if (volume.capacity().value() < claim.requested().value()) {
      return Optional.of("requested PV is too small");
    }
    if (!volume.className().equals(claim.className())) {
      return Optional.of("storageClassName does not match");
    }
    if (!volume.attributesClass().equals(claim.attributesClass())) {
      return Optional.of("volumeAttributesClassName does not match");
    }
    if (!volume.mode().equals(claim.mode())) {
      return Optional.of("incompatible volumeMode");
    }
    return volume.accessModes().containsAll(claim.accessModes())
        ? Optional.empty()
        : Optional.of("incompatible accessMode");
  }
}
