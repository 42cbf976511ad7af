package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.Forms;
import dev.keelson.apiserver.server.kind.Located;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a kubelet may say of a pod. */
final class PodStatusRules {
  private static final Set<String> OWN = Set.of("PodScheduled", "Ready", "Initialized");

  private PodStatusRules() {}

  static void check(Located pod, ApiObject before) {
    Located status = pod.in("status");
    JsonObject old = before.status();
    conditions(status);
    String node = pod.in("spec").text("nodeName");
    if (!node.equals(before.spec().text("nodeName"))) {
      status.forbidden("nodeName", "may not be changed directly");
    }
    nomination(status, old, before.spec());
    if (status.number("observedGeneration") < 0) {
      status.invalid("observedGeneration", "must be a non-negative integer");
    }
    if (!status.text("qosClass").equals(old.text("qosClass"))) {
      status.invalid("qosClass", status.text("qosClass"), "field is immutable");
    }
    JsonObject spec = before.spec();
    states(status, old, "containerStatuses", spec.array("containers").objects().toList(), spec);
    states(
        status,
        old,
        "initContainerStatuses",
        spec.array("initContainers").objects().toList(),
        spec);
    states(status, old, "ephemeralContainerStatuses", List.of(), spec);
    addresses(status, old);
  }

  private static void conditions(Located status) {
    for (Located condition : status.each("conditions")) {
      if (condition.number("observedGeneration") < 0) {
        condition.invalid("observedGeneration", "must be a non-negative integer");
      }
      String type = condition.text("type");
      if (!OWN.contains(type)) {
        for (String message : Names.qualifiedName(type)) {
          condition.invalid("Type", type, message);
        }
      }
    }
  }

  private static void nomination(Located status, JsonObject old, JsonObject spec) {
    String name = "nominatedNodeName";
    String nominated = status.text(name);
    if (nominated.isEmpty() || nominated.equals(old.text(name))) {
      return;
    }
    status.form(name, Names::subdomain1123);
    if (!spec.text("nodeName").isEmpty()) {
      status.forbidden(name, "may not be set on pods that are already bound to a node");
    }
  }

  /** What has ended does not run again, unless it is restarted by its rules. */
  private static void states(
      Located status, JsonObject old, String list, List<JsonObject> containers, JsonObject spec) {
    if (!containers.isEmpty() && ContainerRestarts.mayRestartAll(spec)) {
      return;
    }
    List<JsonObject> before = old.array(list).objects().toList();
    for (int i = 0; i < before.size(); i++) {
      JsonObject ended = before.get(i).object("state");
      String name = before.get(i).text("name");
      if (!ended.isSet("terminated")) {
        continue;
      }
      long code = ended.object("terminated").number("exitCode", 0);
      Optional<JsonObject> container =
          containers.stream().filter(each -> each.text("name").equals(name)).findFirst();
      boolean runs =
          status.each(list).stream()
              .anyMatch(
                  each -> each.text("name").equals(name) && !each.in("state").has("terminated"));
      if (runs
          && !container.map(each -> ContainerRestarts.restarts(each, spec, code)).orElse(false)) {
        status
            .errors()
            .forbidden(
                status.path(list).index(i).child("state"),
                "may not be transitioned to non-terminated state");
      }
    }
  }

  private static void addresses(Located status, JsonObject old) {
    ips(status, old, "podIPs");
    List<Located> hosts = status.each("hostIPs");
    if (!hosts.isEmpty() && !status.text("hostIP").equals(hosts.getFirst().text("ip"))) {
      hosts.getFirst().invalid("ip", hosts.getFirst().text("ip"), "must be equal to `hostIP`");
    }
    ips(status, old, "hostIPs");
  }

  private static void ips(Located status, JsonObject old, String list) {
    Set<String> known = new HashSet<>();
    old.array(list).objects().forEach(each -> known.add(each.text("ip")));
    List<Located> now = status.each(list);
    for (Located each : now) {
      String ip = each.text("ip");
      if (!known.contains(ip)) {
        for (String message : Forms.ip(ip)) {
          each.errors().invalid(each.path(), ip, message);
        }
      }
    }
    Stream<Boolean> families = now.stream().map(each -> each.text("ip").indexOf(':') >= 0);
    if (now.size() > 1 && families.distinct().count() != now.size()) {
      JsonArray shown =
          new JsonArray(
              now.stream().<JsonValue>map(each -> JsonObject.of("IP", each.get("ip"))).toList());
      status
          .errors()
          .invalid(status.path(list), shown, "may specify no more than one IP for each IP family");
    }
  }
}
