package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Filling;
import java.util.Map;

/** Of a {@code v1.Pod}: more than what its spec would get in a template. */
public final class PodDefaults implements Defaults {
  public static final PodDefaults INSTANCE = new PodDefaults();

  private PodDefaults() {}

  @Override
  public JsonObject fill(JsonObject pod) {
    return Filling.of(pod)
        .always("spec", spec -> PodLevelDefaults.fill(ofPod(PodSpecDefaults.spec(spec))))
        .within("status", PodDefaults::status)
        .done();
  }

  /** Times that are not known are written as null, and states as none. */
  private static JsonObject status(JsonObject status) {
    return Filling.of(status)
        .each(
            "conditions",
            condition ->
                Filling.of(condition)
                    .absent("lastProbeTime", JsonNull.NULL)
                    .absent("lastTransitionTime", JsonNull.NULL)
                    .done())
        .each("initContainerStatuses", PodDefaults::state)
        .each("containerStatuses", PodDefaults::state)
        .each("ephemeralContainerStatuses", PodDefaults::state)
        .done();
  }

  private static JsonObject state(JsonObject container) {
    return Filling.of(container)
        .missing("state", JsonObject.EMPTY)
        .missing("lastState", JsonObject.EMPTY)
        .done();
  }

  private static JsonObject ofPod(JsonObject spec) {
    boolean host = spec.isTrue("hostNetwork");
    Filling filling = Filling.of(spec);
    if (spec.number("terminationGracePeriodSeconds", 0) < 0) {
      filling.set("terminationGracePeriodSeconds", JsonLong.of(1));
    }
    return filling
        .missing("enableServiceLinks", JsonBool.TRUE)
        .each("containers", container -> ofContainer(container, host))
        .each("initContainers", container -> ofContainer(container, host))
        .done();
  }

  private static JsonObject ofContainer(JsonObject container, boolean host) {
    Filling filling = Filling.of(container).within("resources", PodDefaults::requestsFromLimits);
    if (host) {
      filling.each("ports", PodDefaults::hostPort);
    }
    return filling.done();
  }

  private static JsonObject hostPort(JsonObject port) {
    long number = port.number("containerPort", 0);
    return number == 0 ? port : Filling.of(port).zero("hostPort", JsonLong.of(number)).done();
  }

  /** What is limited and not requested is requested up to its limit. */
  static JsonObject requestsFromLimits(JsonObject resources) {
    if (!(resources.get("limits") instanceof JsonObject limits)) {
      return resources;
    }
    Filling filling = Filling.of(resources.object("requests"));
    for (Map.Entry<String, JsonValue> limit : limits) {
      filling.missing(limit.getKey(), limit.getValue());
    }
    JsonObject requests = filling.done();
    return requests.isEmpty() || requests == resources.get("requests")
        ? resources
        : resources.with("requests", requests);
  }
}
