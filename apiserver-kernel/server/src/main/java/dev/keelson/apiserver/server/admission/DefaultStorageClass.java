package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import java.util.Comparator;
import java.util.Optional;

/** A claim that names no storage class gets the default one; of several the youngest. */
public final class DefaultStorageClass implements AdmissionStep {
  private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";
  private static final String BETA_DEFAULT = "storageclass.beta.kubernetes.io/is-default-class";
  private static final String BETA_CLASS = "volume.beta.kubernetes.io/storage-class";

  private final ObjectFinder objects;

  public DefaultStorageClass(ObjectFinder objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "DefaultStorageClass";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject claim) {
    if (!request.isOf("", "persistentvolumeclaims")
        || request.operation() != Operation.CREATE
        || claim.spec().isSet("storageClassName")
        || claim.annotations().containsKey(BETA_CLASS)) {
      return claim;
    }
    Optional<ApiObject> byDefault =
        objects.list("storage.k8s.io/v1", "storageclasses", "").stream()
            .filter(DefaultStorageClass::isDefault)
            .max(
                Comparator.comparing((ApiObject each) -> each.metadata().text("creationTimestamp"))
                    .thenComparing(ApiObject::name, Comparator.reverseOrder()));
    return byDefault
        .map(
            storageClass ->
                claim.withSpec(spec -> spec.with("storageClassName", storageClass.name())))
        .orElse(claim);
  }

  private static boolean isDefault(ApiObject storageClass) {
    return storageClass.annotations().getOrDefault(DEFAULT, "").equals("true")
        || storageClass.annotations().getOrDefault(BETA_DEFAULT, "").equals("true");
  }
}
