package dev.keelson.apiserver.server.admission.limit;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests and limits that containers do not state, from one LimitRange. */
final class LimitDefaults {
  private static final String ANNOTATION = "kubernetes.io/limit-ranger";

  private final JsonObject requests;
  private final JsonObject limits;
  private final List<String> notes = new ArrayList<>();

  private LimitDefaults(ApiObject range) {
    this.requests = stated(range, "defaultRequest");
    this.limits = stated(range, "default");
  }

  /** The pod with them, and with an annotation that says what was given; itself without any. */
  static ApiObject fill(ApiObject pod, ApiObject range) {
    LimitDefaults defaults = new LimitDefaults(range);
    JsonObject spec =
        pod.spec()
            .mapEach("containers", each -> defaults.filled(each, "container"))
            .mapEach("initContainers", each -> defaults.filled(each, "init container"));
    if (defaults.notes.isEmpty()) {
      return pod;
    }
    String note = "LimitRanger plugin set: " + String.join("; ", defaults.notes);
    return pod.withSpec(_ -> spec)
        .withMetadata(
            metadata ->
                metadata.with(
                    "annotations", metadata.object("annotations").with(ANNOTATION, note)));
  }

  private static JsonObject stated(ApiObject range, String list) {
    JsonObject.Builder all = JsonObject.builder();
    range
        .spec()
        .array("limits")
        .objects()
        .filter(item -> item.text("type").equals("Container"))
        .forEach(item -> item.object(list).forEach(all::put));
    return all.build();
  }

  private JsonObject filled(JsonObject container, String what) {
    JsonObject resources = container.object("resources");
    JsonObject more = with(with(resources, "requests", requests), "limits", limits);
    if (more == resources) {
      return container;
    }
    note(" request for ", what, container, missing(resources.object("requests"), requests));
    note(" limit for ", what, container, missing(resources.object("limits"), limits));
    return container.with("resources", more);
  }

  private void note(String kind, String what, JsonObject container, List<String> given) {
    if (!given.isEmpty()) {
      notes.add(String.join(", ", given) + kind + what + " " + container.text("name"));
    }
  }

  private static JsonObject with(JsonObject resources, String list, JsonObject defaults) {
    JsonObject own = resources.object(list);
    JsonObject filled = own;
    for (Map.Entry<String, JsonValue> each : defaults) {
      filled = filled.has(each.getKey()) ? filled : filled.with(each.getKey(), each.getValue());
    }
    return filled == own ? resources : resources.with(list, filled);
  }

  private static List<String> missing(JsonObject own, JsonObject defaults) {
    return defaults.names().stream().filter(name -> !own.has(name)).sorted().toList();
  }
}
