package dev.keelson.controllers.network.slice;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.network.ServicePort;
import java.util.List;

/**
 * The ports that all endpoints of a slice have; in whatever order, and whether a default is said.
 *
 * @param ports sorted
 */
public record PortKey(List<String> ports) {
  public static PortKey of(JsonArray ports) {
    return new PortKey(ports.objects().map(PortKey::text).sorted().toList());
  }

  private static String text(JsonObject port) {
    return "%s/%s/%d/%s"
        .formatted(
            port.text("name"),
            port.text("protocol", "TCP"),
            port.number("port", -1),
            port.text("appProtocol"));
  }

  /** A slice's port, as it is written. */
  public static JsonObject port(ServicePort wanted, int number) {
    return port(wanted.name(), wanted.protocol(), number, wanted.appProtocol());
  }

  public static JsonObject port(String name, String protocol, int number, String appProtocol) {
    return JsonObject.builder()
        .put("name", name)
        .put("protocol", protocol)
        .put("port", number)
        .putUnlessEmpty("appProtocol", appProtocol)
        .build();
  }
}
