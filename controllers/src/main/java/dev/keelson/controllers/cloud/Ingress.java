package dev.keelson.controllers.cloud;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * One of {@code status.loadBalancer.ingress}.
 *
 * @param ip or ""
 * @param hostname or ""
 * @param ipMode {@code VIP}: what arrives at a node is sent to this address; {@code Proxy}: to the
 *     node's; "" without an ip
 * @param ports on which it listens, where they are not the Service's
 */
public record Ingress(String ip, String hostname, String ipMode, List<Integer> ports) {
  public Ingress {
    ports = List.copyOf(ports);
  }

  public JsonObject tree() {
    JsonObject.Builder tree =
        JsonObject.builder()
            .putUnlessEmpty("ip", ip)
            .putUnlessEmpty("hostname", hostname)
            .putUnlessEmpty("ipMode", ipMode);
    if (!ports.isEmpty()) {
      List<JsonValue> each = new ArrayList<>();
      ports.forEach(
          port -> each.add(JsonObject.builder().put("port", port).put("protocol", "TCP").build()));
      tree.put("ports", new JsonArray(each));
    }
    return tree.build();
  }

  public static JsonArray array(List<Ingress> all) {
    return new JsonArray(List.copyOf(all.stream().map(Ingress::tree).toList()));
  }
}
