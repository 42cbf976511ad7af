package dev.keelson.apiserver.server.admission.quota;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.apiserver.server.admission.ResourceList;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What containers hold while they are resized: of what they shall have, have and are allotted the
 * most. Where the node cannot give them what they shall have, that does not count (KEP 1287).
 */
final class RunningResources {
  private final Map<String, JsonObject> statuses = new HashMap<>();
  private final boolean isInfeasible;

  private RunningResources(JsonObject status) {
    Stream.of("containerStatuses", "initContainerStatuses")
        .flatMap(list -> status.array(list).objects())
        .filter(each -> each.isSet("resources"))
        .forEach(each -> statuses.put(each.text("name"), each));
    this.isInfeasible =
        status
            .array("conditions")
            .objects()
            .filter(each -> each.text("type").equals("PodResizePending"))
            .findFirst()
            .filter(each -> each.text("reason").equals("Infeasible"))
            .isPresent();
  }

  /** The pod's specification with these in place of what containers shall have. */
  static JsonObject of(ApiObject pod) {
    RunningResources running = new RunningResources(pod.status());
    return running.statuses.isEmpty()
        ? pod.spec()
        : pod.spec()
            .mapEach("containers", running::with)
            .mapEach(
                "initContainers",
                each -> each.text("restartPolicy").equals("Always") ? running.with(each) : each);
  }

  private JsonObject with(JsonObject container) {
    JsonObject status = statuses.get(container.text("name"));
    if (status == null) {
      return container;
    }
    JsonObject wanted = container.object("resources");
    JsonObject held = status.object("resources");
    Map<String, Quantity> requests =
        ResourceList.max(
            ResourceList.of(held.object("requests")),
            ResourceList.of(status.object("allocatedResources")));
    Map<String, Quantity> limits = ResourceList.of(held.object("limits"));
    if (!isInfeasible) {
      requests = ResourceList.max(requests, ResourceList.of(wanted.object("requests")));
      limits = ResourceList.max(limits, ResourceList.of(wanted.object("limits")));
    }
    return container.with(
        "resources",
        JsonObject.of(
            "requests", ResourceList.json(requests), "limits", ResourceList.json(limits)));
  }
}
