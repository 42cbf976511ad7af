package dev.keelson.controllers.cloud;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/**
 * @param type {@code InternalIP}, {@code ExternalIP}, {@code Hostname}, {@code InternalDNS}, {@code
 *     ExternalDNS}
 */
public record NodeAddress(String type, String address) {
  public static final String HOSTNAME = "Hostname";
  public static final String INTERNAL_IP = "InternalIP";

  public static NodeAddress of(JsonObject tree) {
    return new NodeAddress(tree.text("type"), tree.text("address"));
  }

  public static List<NodeAddress> of(ApiObject node) {
    return node.status().array("addresses").objects().map(NodeAddress::of).toList();
  }

  public JsonObject tree() {
    return JsonObject.builder().put("type", type).put("address", address).build();
  }
}
