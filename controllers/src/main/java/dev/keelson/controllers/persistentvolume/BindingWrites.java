package dev.keelson.controllers.persistentvolume;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.function.Supplier;

/**
 * What is written of claims and volumes; each only on top of the version that was read, and nothing
 * where it is so already.
 */
final class BindingWrites {
  private final ResourceClient claims;
  private final ResourceClient volumes;
  private final Latest latestClaims;
  private final Latest latestVolumes;

  BindingWrites(ApiClient client, Latest latestClaims, Latest latestVolumes) {
    this.claims = client.resource("v1", "persistentvolumeclaims");
    this.volumes = client.resource("v1", "persistentvolumes");
    this.latestClaims = latestClaims;
    this.latestVolumes = latestVolumes;
  }

  void bind(VolumeView volume, ClaimView claim) {
    VolumeView named = name(volume, claim);
    VolumeView bound = phase(named, "Bound", "");
    ClaimView naming = name(claim, bound);
    bound(naming, bound);
  }

  private VolumeView name(VolumeView volume, ClaimView claim) {
    if (volume.isFullyOf(claim)) {
      return volume;
    }
    ApiObject named = volume.object().withSpec(spec -> spec.with("claimRef", claim.reference()));
    // A promise by a user stays the user's.
    return updateVolume(
        volume.isOf(claim) ? named : annotated(named, ClaimView.BOUND_BY_CONTROLLER, "yes"));
  }

  private ClaimView name(ClaimView claim, VolumeView volume) {
    ApiObject named = claim.object();
    if (!claim.volumeName().equals(volume.name())) {
      named = named.withSpec(spec -> spec.with("volumeName", volume.name()));
      named = annotated(named, ClaimView.BOUND_BY_CONTROLLER, "yes");
    }
    if (!claim.isBindCompleted()) {
      named = annotated(named, ClaimView.BIND_COMPLETED, "yes");
    }
    return named == claim.object() ? claim : updateClaim(named);
  }

  static ApiObject annotated(ApiObject object, String name, String value) {
    return object.withMetadata(
        metadata -> metadata.with("annotations", metadata.object("annotations").with(name, value)));
  }

  private void bound(ClaimView claim, VolumeView volume) {
    JsonObject before = claim.object().status();
    JsonObject after =
        before
            .with("phase", "Bound")
            .with("accessModes", volume.object().spec().array("accessModes"));
    if (!claim.phase().equals("Bound")) {
      after = after.with("capacity", volume.shownCapacity());
      if (!volume.attributesClass().isEmpty()) {
        after = after.with("currentVolumeAttributesClassName", volume.attributesClass());
      }
    }
    status(claim, after);
  }

  /** A claim without a volume: {@code Pending}, {@code Lost}. */
  ClaimView unbound(ClaimView claim, String phase) {
    JsonObject after =
        claim
            .object()
            .status()
            .with("phase", phase)
            .without("accessModes")
            .without("capacity")
            .without("currentVolumeAttributesClassName");
    return status(claim, after);
  }

  private ClaimView status(ClaimView claim, JsonObject status) {
    if (status.equals(claim.object().status())) {
      return claim;
    }
    return new ClaimView(
        latestClaims.put(
            fresh(
                latestClaims,
                claim.object(),
                () -> claims.updateStatus(claim.object().with("status", status)))));
  }

  ClaimView updateClaim(ApiObject claim) {
    return new ClaimView(latestClaims.put(fresh(latestClaims, claim, () -> claims.update(claim))));
  }

  VolumeView updateVolume(ApiObject volume) {
    return new VolumeView(
        latestVolumes.put(fresh(latestVolumes, volume, () -> volumes.update(volume))));
  }

  VolumeView phase(VolumeView volume, String phase, String message) {
    if (volume.phase().equals(phase)) {
      return volume;
    }
    ApiObject changed =
        volume
            .object()
            .withStatus(
                status ->
                    message.isEmpty()
                        ? status.with("phase", phase).without("message")
                        : status.with("phase", phase).with("message", message));
    return new VolumeView(
        latestVolumes.put(fresh(latestVolumes, changed, () -> volumes.updateStatus(changed))));
  }

  /** Takes back its claim, so that another may have it; a user's promise stays one by name. */
  void unbind(VolumeView volume) {
    boolean isOurs = volume.has(ClaimView.BOUND_BY_CONTROLLER);
    ApiObject free =
        volume
            .object()
            .withSpec(
                spec ->
                    isOurs
                        ? spec.without("claimRef")
                        : spec.with("claimRef", spec.object("claimRef").without("uid")));
    ApiObject written =
        isOurs
            ? free.withMetadata(
                metadata ->
                    metadata.with(
                        "annotations",
                        metadata.object("annotations").without(ClaimView.BOUND_BY_CONTROLLER)))
            : free;
    phase(updateVolume(written), "Available", "");
  }

  private static ApiObject fresh(Latest latest, ApiObject object, Supplier<ApiObject> write) {
    try {
      return write.get();
    } catch (ApiFailure e) {
      latest.forget(object.objectName());
      throw e;
    }
  }
}
