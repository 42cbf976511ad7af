package dev.keelson.apiserver.server.kind.network;

import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.meta.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Ports of a Service. */
final class ServicePortRules {
  static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private ServicePortRules() {}

  static void check(Place spec) {
    List<Place> ports = spec.each("ports");
    Set<String> names = new HashSet<>();
    for (Place port : ports) {
      checkName(port, ports.size() > 1, names);
      port.port("port");
      port.requireOneOf("protocol", PROTOCOLS);
      checkTarget(port);
      if (port.has("appProtocol")) {
        port.form("appProtocol", Names::qualifiedName);
      }
    }
  }

  private static void checkName(Place port, boolean isRequired, Set<String> names) {
    String name = port.text("name");
    if (name.isEmpty()) {
      if (isRequired) {
        port.required("name", "");
      }
      return;
    }
    port.form("name", Names::label1123);
    if (!names.add(name)) {
      port.errors().duplicate(port.child("name"), name);
    }
  }

  private static void checkTarget(Place port) {
    switch (port.get("targetPort")) {
      case JsonString(String name) ->
          Names.portName(name).forEach(wrong -> port.invalid("targetPort", wrong));
      case JsonLong(long number) ->
          Names.portNumber(number).forEach(wrong -> port.invalid("targetPort", wrong));
      default ->
          Names.portNumber(0)
              .forEach(wrong -> port.errors().invalid(port.child("targetPort"), 0, wrong));
    }
  }

  /** No node port and no port may stand twice with one protocol. */
  static void checkUnique(Place spec) {
    Set<JsonObject> nodePorts = new HashSet<>();
    Set<JsonObject> ports = new HashSet<>();
    for (Place port : spec.each("ports")) {
      long nodePort = port.number("nodePort");
      JsonValue protocol = port.get("protocol");
      JsonObject key = JsonObject.of("protocol", protocol, "port", JsonLong.of(nodePort));
      if (nodePort != 0 && !nodePorts.add(key)) {
        port.errors().duplicate(port.child("nodePort"), JsonLong.of(nodePort));
      }
    }
    for (Place port : spec.each("ports")) {
      JsonObject key = shown(port);
      if (!ports.add(key)) {
        port.errors().duplicate(port.path(), key);
      }
    }
  }

  /** As upstream's message shows a port. */
  private static JsonObject shown(Place port) {
    return JsonObject.builder()
        .put("Name", "")
        .put("Protocol", port.text("protocol"))
        .put("AppProtocol", JsonNull.NULL)
        .put("Port", port.number("port"))
        .put("TargetPort", 0)
        .put("NodePort", 0)
        .build();
  }
}
