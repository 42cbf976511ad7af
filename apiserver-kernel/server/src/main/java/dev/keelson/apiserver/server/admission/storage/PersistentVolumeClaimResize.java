package dev.keelson.apiserver.server.admission.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.admission.Refusal;
import dev.keelson.apiserver.server.kind.meta.Amounts;

/** A claim grows only once it is bound, and where its class lets volumes grow. */
public final class PersistentVolumeClaimResize implements AdmissionStep {
  private final ObjectFinder objects;

  public PersistentVolumeClaimResize(ObjectFinder objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "PersistentVolumeClaimResize";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!request.isOf("", "persistentvolumeclaims") || request.operation() != Operation.UPDATE) {
      return;
    }
    ApiObject claim = request.object().orElseThrow();
    ApiObject before = request.before().orElseThrow();
    if (size(claim).compareTo(size(before)) <= 0) {
      return;
    }
    if (!before.status().text("phase").equals("Bound")) {
      throw Refusal.forbidden(request, "Only bound persistent volume claims can be expanded");
    }
    if (!mayGrow(claim, before)) {
      throw Refusal.forbidden(
          request,
          "only dynamically provisioned pvc can be resized and the storageclass that provisions"
              + " the pvc must support resize");
    }
  }

  private static Quantity size(ApiObject claim) {
    return Amounts.orZero(claim.spec().at("resources", "requests", "storage"));
  }

  private boolean mayGrow(ApiObject claim, ApiObject before) {
    String name = ClaimClass.of(claim);
    return !name.isEmpty()
        && name.equals(ClaimClass.of(before))
        && objects
            .find("storage.k8s.io/v1", "storageclasses", new ObjectName("", name))
            .filter(storageClass -> storageClass.tree().isTrue("allowVolumeExpansion"))
            .isPresent();
  }
}
