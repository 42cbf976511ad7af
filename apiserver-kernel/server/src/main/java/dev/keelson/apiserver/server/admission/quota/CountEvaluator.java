package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Counts objects.
 *
 * @param count {@code count/deployments.apps}
 * @param alias the older name; "" without one
 */
record CountEvaluator(String count, String alias) implements Evaluator {
  @Override
  public boolean handles(AdmissionRequest request) {
    return request.subresource().isEmpty() && request.operation() == Operation.CREATE;
  }

  @Override
  public boolean measures(String name) {
    return name.equals(count) || name.equals(alias);
  }

  @Override
  public boolean isIn(Scope scope, ApiObject object) {
    return false;
  }

  @Override
  public Optional<String> lacks(Collection<String> names, ApiObject object) {
    return Optional.empty();
  }

  @Override
  public Map<String, Quantity> usage(ApiObject object, Instant now) {
    return alias.isEmpty()
        ? Map.of(count, Evaluators.ONE)
        : Map.of(count, Evaluators.ONE, alias, Evaluators.ONE);
  }
}
