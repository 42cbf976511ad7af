package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.storage.ClaimClass;
import dev.keelson.apiserver.server.kind.Semantics;
import dev.keelson.apiserver.server.kind.meta.Amounts;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Claims and the storage they request, in sum and for each storage class. */
enum ClaimEvaluator implements Evaluator {
  INSTANCE;

  private static final String COUNT = "count/persistentvolumeclaims";
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final String STORAGE = "requests.storage";
  private static final String OF_CLASS = ".storageclass.storage.k8s.io/";

  @Override
  public boolean handles(AdmissionRequest request) {
    return switch (request.subresource()) {
      case "" -> request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
      case "status" ->
          request.operation() == Operation.UPDATE
              && isOtherwiseMeasured(
                  request.object().orElseThrow(), request.before().orElseThrow());
      default -> false;
    };
  }

  private static boolean isOtherwiseMeasured(ApiObject claim, ApiObject before) {
    return !Semantics.same(
            claim.status().get("allocatedResources"), before.status().get("allocatedResources"))
        || !attributesClasses(claim).equals(attributesClasses(before));
  }

  @Override
  public boolean measures(String name) {
    return name.equals(COUNT)
        || name.equals(CLAIMS)
        || name.equals(STORAGE)
        || name.endsWith(OF_CLASS + CLAIMS)
        || name.endsWith(OF_CLASS + STORAGE);
  }

  @Override
  public boolean isIn(Scope scope, ApiObject claim) {
    return scope.name().equals("VolumeAttributesClass") && scope.selects(attributesClasses(claim));
  }

  /** The wanted one, the current one, and the one on the way. */
  private static Set<String> attributesClasses(ApiObject claim) {
    Set<String> names = new TreeSet<>();
    names.add(claim.spec().text("volumeAttributesClassName"));
    names.add(claim.status().text("currentVolumeAttributesClassName"));
    names.add(claim.status().textAt("modifyVolumeStatus", "targetVolumeAttributesClassName"));
    names.remove("");
    return names;
  }

  @Override
  public Optional<String> lacks(Collection<String> names, ApiObject claim) {
    return Optional.empty();
  }

  @Override
  public Map<String, Quantity> usage(ApiObject claim, Instant now) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put(COUNT, Evaluators.ONE);
    usage.put(CLAIMS, Evaluators.ONE);
    String storageClass = ClaimClass.of(claim);
    if (!storageClass.isEmpty()) {
      usage.put(storageClass + OF_CLASS + CLAIMS, Evaluators.ONE);
    }
    storage(claim)
        .ifPresent(
            bytes -> {
              usage.put(STORAGE, bytes);
              if (!storageClass.isEmpty()) {
                usage.put(storageClass + OF_CLASS + STORAGE, bytes);
              }
            });
    return usage;
  }

  /** In whole bytes: what is requested, or more where a volume is just growing beyond that. */
  private static Optional<Quantity> storage(ApiObject claim) {
    Quantity allocated = Amounts.orZero(claim.status().at("allocatedResources", "storage"));
    return Amounts.of(claim.spec().at("resources", "requests", "storage"))
        .map(requested -> requested.max(allocated))
        .map(
            bytes ->
                bytes.isWhole()
                    ? bytes
                    : Quantity.of(bytes.amount().setScale(0, RoundingMode.UP), bytes.format()));
  }
}
