package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** What objects of one resource cost. Pure. */
interface Evaluator {
  /** Whether the request may change what its object costs. */
  boolean handles(AdmissionRequest request);

  /** Whether objects of this resource can cost anything of the name in a quota. */
  boolean measures(String name);

  boolean isIn(Scope scope, ApiObject object);

  /** What a quota on these names demands and the object lacks. */
  Optional<String> lacks(Collection<String> names, ApiObject object);

  Map<String, Quantity> usage(ApiObject object, Instant now);

  default boolean isCovered(ApiObject quota, ApiObject object) {
    return Scope.of(quota).stream().allMatch(scope -> isIn(scope, object));
  }
}
