package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.model.quantity.Quantity.Format;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Services, those with a load balancer, and the ports which they want of every node. */
enum ServiceEvaluator implements Evaluator {
  INSTANCE;

  private static final String COUNT = "count/services";
  private static final String NODE_PORTS = "services.nodeports";
  private static final String BALANCERS = "services.loadbalancers";

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.subresource().isEmpty()
        && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE);
  }

  @Override
  public boolean measures(String name) {
    return switch (name) {
      case COUNT, "services", NODE_PORTS, BALANCERS -> true;
      default -> false;
    };
  }

  @Override
  public boolean isIn(Scope scope, ApiObject service) {
    return false;
  }

  @Override
  public Optional<String> lacks(Collection<String> names, ApiObject service) {
    return Optional.empty();
  }

  @Override
  public Map<String, Quantity> usage(ApiObject service, Instant now) {
    boolean isBalanced = service.spec().text("type").equals("LoadBalancer");
    return Map.of(
        COUNT,
        Evaluators.ONE,
        "services",
        Evaluators.ONE,
        BALANCERS,
        isBalanced ? Evaluators.ONE : Quantity.ZERO,
        NODE_PORTS,
        Quantity.of(nodePorts(service.spec()), Format.DECIMAL_SI));
  }

  /** What it means to have: at creation none is allocated yet. */
  private static long nodePorts(JsonObject spec) {
    return switch (spec.text("type")) {
      case "NodePort" -> spec.array("ports").size();
      case "LoadBalancer" ->
          spec.get("allocateLoadBalancerNodePorts") == JsonBool.FALSE
              ? spec.array("ports")
                  .objects()
                  .filter(each -> each.number("nodePort", 0) != 0)
                  .count()
              : spec.array("ports").size();
      default -> 0;
    };
  }
}
