package dev.keelson.controllers.cloud.loopback;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.cloud.InstanceMetadata;
import dev.keelson.controllers.cloud.NodeAddress;
import java.util.List;

/**
 * A machine, as its file says: {@code
 * {"type":"loopback.small","zone":"here-1","region":"here","state":"running",
 * "addresses":[{"type":"InternalIP","address":"127.0.0.1"}]}}.
 *
 * @param name of the machine, and of its node
 * @param isShutDown {@code "state":"shutdown"}
 */
public record LoopbackInstance(
    String name,
    String type,
    String zone,
    String region,
    List<NodeAddress> addresses,
    boolean isShutDown) {
  static final String SCHEME = "loopback://";

  public LoopbackInstance {
    addresses = List.copyOf(addresses);
  }

  /** One that runs, with what an instance has that nobody said more of. */
  public static LoopbackInstance of(String name, List<NodeAddress> addresses) {
    return new LoopbackInstance(name, "loopback.small", "loopback-1", "loopback", addresses, false);
  }

  static LoopbackInstance of(String name, JsonObject tree) {
    return new LoopbackInstance(
        name,
        tree.text("type"),
        tree.text("zone"),
        tree.text("region"),
        tree.array("addresses").objects().map(NodeAddress::of).toList(),
        tree.text("state").equals("shutdown"));
  }

  public LoopbackInstance shutDown() {
    return new LoopbackInstance(name, type, zone, region, addresses, true);
  }

  JsonObject tree() {
    return JsonObject.builder()
        .put("type", type)
        .put("zone", zone)
        .put("region", region)
        .put("state", isShutDown ? "shutdown" : "running")
        .put(
            "addresses",
            new JsonArray(List.copyOf(addresses.stream().map(NodeAddress::tree).toList())))
        .build();
  }

  InstanceMetadata metadata() {
    return new InstanceMetadata(SCHEME + name, type, addresses, zone, region, java.util.Map.of());
  }
}
