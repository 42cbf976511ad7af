package dev.keelson.apiserver.server.allocate;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import dev.keelson.apiserver.server.kind.network.ServiceShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which node ports a service gets: upstream's {@code initNodePorts} and {@code updateNodePorts}.
 */
final class PortDecision {
  private static final FieldPath PORTS = FieldPath.of("spec.ports");

  private final PortClaims claims;

  PortDecision(PortClaims claims) {
    this.claims = claims;
  }

  /**
   * @throws Refused a port cannot be had
   */
  JsonObject created(JsonObject spec) {
    ServiceShape shape = new ServiceShape(spec);
    JsonObject given = shape.mayHaveNodePorts() ? withNewPorts(spec, shape) : spec;
    return shape.needsHealthCheck() ? withHealthPort(given) : given;
  }

  /**
   * @throws Refused a port cannot be had
   */
  JsonObject updated(JsonObject spec, ServiceShape old) {
    ServiceShape shape = new ServiceShape(spec);
    JsonObject given = spec;
    if (shape.mayHaveNodePorts()) {
      given = withChangedPorts(spec, shape, old);
    } else if (old.mayHaveNodePorts()) {
      old.nodePorts().forEach(claims::releaseAfterwards);
    }
    if (shape.needsHealthCheck() && !old.needsHealthCheck()) {
      return withHealthPort(given);
    }
    if (!shape.needsHealthCheck() && old.needsHealthCheck()) {
      claims.releaseAfterwards(old.healthCheckNodePort());
    }
    return given;
  }

  private static JsonObject with(JsonObject spec, List<JsonValue> ports) {
    return ports.isEmpty() ? spec : spec.with("ports", new JsonArray(ports));
  }

  /** One port with several protocols has one node port. */
  private JsonObject withNewPorts(JsonObject spec, ServiceShape shape) {
    List<JsonValue> ports = new ArrayList<>(shape.ports().values());
    Map<Long, Integer> byPort = new HashMap<>();
    for (int i = 0; i < ports.size(); i++) {
      if (!(ports.get(i) instanceof JsonObject port)) {
        continue;
      }
      int asked = (int) port.number("nodePort", 0);
      if (asked == 0 && !shape.allocatesNodePorts()) {
        continue;
      }
      long number = port.number("port", 0);
      int given = byPort.getOrDefault(number, 0);
      if (given == 0) {
        int requested = requested(shape, number);
        given = requested == 0 ? any() : claimed(requested, i);
        byPort.put(number, given);
        ports.set(i, port.with("nodePort", given));
      } else if (asked == 0) {
        ports.set(i, port.with("nodePort", given));
      } else if (asked != given) {
        claimed(asked, i);
      }
    }
    return with(spec, ports);
  }

  private static int requested(ServiceShape shape, long number) {
    return shape
        .ports()
        .objects()
        .filter(port -> port.number("port", 0) == number && port.number("nodePort", 0) != 0)
        .findFirst()
        .map(port -> (int) port.number("nodePort", 0))
        .orElse(0);
  }

  private JsonObject withChangedPorts(JsonObject spec, ServiceShape shape, ServiceShape old) {
    Set<Integer> had = new HashSet<>(old.nodePorts());
    Set<Integer> claimed = new HashSet<>();
    List<JsonValue> ports = new ArrayList<>(shape.ports().values());
    for (int i = 0; i < ports.size(); i++) {
      if (!(ports.get(i) instanceof JsonObject port)) {
        continue;
      }
      int asked = (int) port.number("nodePort", 0);
      if (asked != 0) {
        if (!had.contains(asked) && claimed.add(asked)) {
          claimed(asked, i);
        }
      } else if (shape.allocatesNodePorts()) {
        ports.set(i, port.with("nodePort", any()));
      }
    }
    JsonObject changed = with(spec, ports);
    List<Integer> has = new ServiceShape(changed).nodePorts();
    old.nodePorts().stream().filter(port -> !has.contains(port)).forEach(claims::releaseAfterwards);
    return changed;
  }

  private JsonObject withHealthPort(JsonObject spec) {
    int asked = new ServiceShape(spec).healthCheckNodePort();
    if (asked == 0) {
      OptionalInt port = claims.claimAny();
      if (port.isEmpty()) {
        throw exhausted("failed to allocate a HealthCheck NodePort 0: range is full");
      }
      return spec.with("healthCheckNodePort", port.getAsInt());
    }
    Optional<String> wrong = claims.claim(asked);
    if (wrong.isPresent()) {
      throw exhausted(
          "failed to allocate requested HealthCheck NodePort " + asked + ": " + wrong.get());
    }
    return spec;
  }

  private int claimed(int port, int index) {
    Optional<String> wrong = claims.claim(port);
    if (wrong.isPresent()) {
      FieldErrors errors = new FieldErrors();
      errors.invalid(PORTS.index(index).child("nodePort"), port, wrong.get());
      throw new Refused(new Outcome.Invalid(errors));
    }
    return port;
  }

  private int any() {
    OptionalInt port = claims.claimAny();
    if (port.isEmpty()) {
      throw exhausted("failed to allocate a nodePort: range is full");
    }
    return port.getAsInt();
  }

  private static Refused exhausted(String message) {
    return new Refused(new Outcome.Exhausted(message));
  }
}
