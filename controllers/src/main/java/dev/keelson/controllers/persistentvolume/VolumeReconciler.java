package dev.keelson.controllers.persistentvolume;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.Optional;
import java.util.function.Consumer;

/** One volume. */
final class VolumeReconciler {
  private final Latest claims;
  private final Latest volumes;
  private final ResourceClient claimsNow;
  private final BindingWrites writes;
  private final Consumer<EventNote> events;
  private final Consumer<ObjectName> claimChanged;

  /**
   * @param claimsNow asked where a wrong answer would cost data
   * @param claimChanged a claim should be looked at
   */
  VolumeReconciler(
      Latest claims,
      Latest volumes,
      ResourceClient claimsNow,
      BindingWrites writes,
      Consumer<EventNote> events,
      Consumer<ObjectName> claimChanged) {
    this.claims = claims;
    this.volumes = volumes;
    this.claimsNow = claimsNow;
    this.writes = writes;
    this.events = events;
    this.claimChanged = claimChanged;
  }

  Result reconcile(ObjectName name) {
    Optional<ApiObject> found = volumes.get(name);
    if (found.isEmpty()) {
      volumes.forget(name);
      return Result.done();
    }
    VolumeView volume = new VolumeView(found.get());
    if (!volume.hasClaim() || volume.claimUid().isEmpty()) {
      writes.phase(volume, "Available", "");
      return Result.done();
    }
    Optional<ClaimView> claim = claimOf(volume);
    if (claim.isEmpty()) {
      release(volume);
    } else if (claim.get().volumeName().isEmpty()) {
      unfinished(volume, claim.get());
    } else if (claim.get().volumeName().equals(volume.name())) {
      writes.phase(volume, "Bound", "");
    } else if (volume.has(VolumeView.PROVISIONED_BY) && volume.reclaimPolicy().equals("Delete")) {
      // Made for a claim that took another.
      release(volume);
    } else {
      writes.unbind(volume);
    }
    return Result.done();
  }

  /** Only what the server itself says ends a binding: informers may lag. */
  private Optional<ClaimView> claimOf(VolumeView volume) {
    Optional<ClaimView> known =
        claims
            .get(volume.claimName())
            .map(ClaimView::new)
            .filter(each -> each.uid().equals(volume.claimUid()));
    if (known.isPresent() || volume.isOver()) {
      return known;
    }
    return claimsNow
        .find(volume.claimName())
        .map(ClaimView::new)
        .filter(each -> each.uid().equals(volume.claimUid()));
  }

  private void unfinished(VolumeView volume, ClaimView claim) {
    if (!volume.mode().equals(claim.mode())) {
      warn(
          volume.object(),
          "VolumeMismatch",
          "Cannot bind PersistentVolume to requested PersistentVolumeClaim \""
              + claim.object().name()
              + "\" due to incompatible volumeMode.");
      warn(
          claim.object(),
          "VolumeMismatch",
          "Cannot bind PersistentVolume \""
              + volume.name()
              + "\" to requested PersistentVolumeClaim due to incompatible volumeMode.");
      return;
    }
    claimChanged.accept(claim.name());
  }

  private void release(VolumeView volume) {
    VolumeView released = volume.isOver() ? volume : writes.phase(volume, "Released", "");
    if (!released.annotation(VolumeView.MIGRATED_TO).isEmpty()) {
      return;
    }
    switch (released.reclaimPolicy()) {
      case "Retain" -> {}
      case "Delete" -> delete(released);
      case "Recycle" ->
          fail(released, "VolumeFailedRecycle", "No recycler plugin found for the volume!");
      default ->
          fail(
              released,
              "VolumeUnknownReclaimPolicy",
              "Volume has unrecognized PersistentVolumeReclaimPolicy");
    }
  }

  /** Whoever made it deletes it; of what nobody made, nobody knows how. */
  private void delete(VolumeView volume) {
    String maker = volume.annotation(VolumeView.PROVISIONED_BY);
    boolean isExternal = maker.isEmpty() ? volume.isCsi() : !maker.startsWith("kubernetes.io/");
    if (!isExternal) {
      fail(
          volume,
          "VolumeFailedDelete",
          "error getting deleter volume plugin for volume \""
              + volume.name()
              + "\": no deletable volume plugin matched");
    }
  }

  private void fail(VolumeView volume, String reason, String message) {
    if (!volume.phase().equals("Failed")) {
      writes.phase(volume, "Failed", message);
      warn(volume.object(), reason, message);
    }
  }

  private void warn(ApiObject about, String reason, String message) {
    events.accept(EventNote.warning(about, reason, message));
  }
}
