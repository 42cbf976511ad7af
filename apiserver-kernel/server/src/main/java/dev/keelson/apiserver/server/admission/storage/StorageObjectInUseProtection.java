package dev.keelson.apiserver.server.admission.storage;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import java.util.ArrayList;
import java.util.List;

/** New volumes, claims and their classes stay until a controller finds that nobody uses them. */
public final class StorageObjectInUseProtection implements AdmissionStep {
  @Override
  public String name() {
    return "StorageObjectInUseProtection";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject object) {
    if (request.operation() != Operation.CREATE || !request.subresource().isEmpty()) {
      return object;
    }
    return switch (request.resource().name().groupResource()) {
      case "persistentvolumes" -> with(object, "kubernetes.io/pv-protection");
      case "persistentvolumeclaims" -> with(object, "kubernetes.io/pvc-protection");
      case "volumeattributesclasses.storage.k8s.io" -> with(object, "kubernetes.io/vac-protection");
      default -> object;
    };
  }

  private static ApiObject with(ApiObject object, String finalizer) {
    List<String> finalizers = new ArrayList<>(object.finalizers());
    if (finalizers.contains(finalizer)) {
      return object;
    }
    finalizers.add(finalizer);
    return object.withFinalizers(finalizers);
  }
}
