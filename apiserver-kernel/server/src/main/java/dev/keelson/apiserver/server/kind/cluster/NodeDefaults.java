package dev.keelson.apiserver.server.kind.cluster;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Defaults;
import java.util.List;

/**
 * Upstream's defaults of nodes, and what its types always write: the parts of {@code nodeInfo}, the
 * kubelet's port. One pod CIDR stands in both fields.
 */
final class NodeDefaults implements Defaults {
  private static final List<String> INFO =
      List.of(
          "machineID",
          "systemUUID",
          "bootID",
          "kernelVersion",
          "osImage",
          "containerRuntimeVersion",
          "kubeletVersion",
          "kubeProxyVersion",
          "operatingSystem",
          "architecture");

  @Override
  public JsonObject fill(JsonObject object) {
    JsonObject spec = object.object("spec");
    String cidr = spec.text("podCIDR");
    JsonArray cidrs = spec.array("podCIDRs");
    if (!cidr.isEmpty() && cidrs.isEmpty()) {
      spec = spec.with("podCIDRs", JsonArray.of(JsonString.of(cidr)));
    } else if (cidr.isEmpty() && !cidrs.isEmpty()) {
      spec = spec.with("podCIDR", cidrs.get(0));
    }
    return object.with("spec", spec).with("status", filledStatus(object.object("status")));
  }

  private static JsonObject filledStatus(JsonObject status) {
    JsonObject info = status.object("nodeInfo");
    for (String name : INFO) {
      info = info.withDefault(name, "");
    }
    JsonObject endpoints =
        status
            .object("daemonEndpoints")
            .withDefault("kubeletEndpoint", JsonObject.of("Port", JsonLong.of(0)));
    JsonObject filled = status.with("daemonEndpoints", endpoints).with("nodeInfo", info);
    return filled.isSet("capacity")
        ? filled.withDefault("allocatable", filled.get("capacity"))
        : filled;
  }
}
