package dev.keelson.nodeagent.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables that tell a container where a Service is, by Kubernetes' names and Docker's. */
final class ServiceLinks {
  private ServiceLinks() {}

  /** Empty for a Service without an address of its own. */
  static Map<String, String> of(ApiObject service) {
    String ip = service.spec().text("clusterIP");
    List<JsonObject> ports = service.spec().array("ports").objects().toList();
    if (ip.isEmpty() || ip.equals("None") || ports.isEmpty()) {
      return Map.of();
    }
    Map<String, String> all = new LinkedHashMap<>();
    String prefix = variable(service.name());
    all.put(prefix + "_SERVICE_HOST", ip);
    all.put(prefix + "_SERVICE_PORT", number(ports.getFirst()));
    for (JsonObject port : ports) {
      if (!port.text("name").isEmpty()) {
        all.put(prefix + "_SERVICE_PORT_" + variable(port.text("name")), number(port));
      }
    }
    all.put(prefix + "_PORT", address(ip, ports.getFirst()));
    for (JsonObject port : ports) {
      String name = prefix + "_PORT_" + number(port) + "_" + protocol(port);
      all.put(name, address(ip, port));
      all.put(name + "_PROTO", protocol(port).toLowerCase(Locale.ROOT));
      all.put(name + "_PORT", number(port));
      all.put(name + "_ADDR", ip);
    }
    return all;
  }

  private static String variable(String name) {
    return name.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static String number(JsonObject port) {
    return Long.toString(port.number("port", 0));
  }

  private static String protocol(JsonObject port) {
    return port.text("protocol", "TCP").toUpperCase(Locale.ROOT);
  }

  private static String address(String ip, JsonObject port) {
    String host = ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
    return protocol(port).toLowerCase(Locale.ROOT) + "://" + host + ":" + number(port);
  }
}
