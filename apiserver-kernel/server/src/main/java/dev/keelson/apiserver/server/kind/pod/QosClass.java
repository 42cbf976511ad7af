package dev.keelson.apiserver.server.kind.pod;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a node treats a pod when it runs short. */
public enum QosClass {
  /** Every container limits CPU and memory and requests as much. */
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  /** Nothing is requested or limited. */
  BEST_EFFORT("BestEffort");

  private final String text;

  QosClass(String text) {
    this.text = text;
  }

  /** As {@code status.qosClass} has it. */
  public String text() {
    return text;
  }

  /** By the specification alone. What the pod itself states goes before what containers do. */
  public static QosClass of(JsonObject spec) {
    Map<String, Quantity> requests = new HashMap<>(4);
    Map<String, Quantity> limits = new HashMap<>(4);
    boolean guaranteed = true;
    for (JsonObject resources : stated(spec)) {
      count(resources.object("requests"), requests);
      guaranteed &= count(resources.object("limits"), limits) == 2;
    }
    if (requests.isEmpty() && limits.isEmpty()) {
      return BEST_EFFORT;
    }
    return guaranteed && requests.equals(limits) ? GUARANTEED : BURSTABLE;
  }

  private static List<JsonObject> stated(JsonObject spec) {
    if (spec.get("resources") instanceof JsonObject ofPod) {
      return List.of(ofPod);
    }
    List<JsonObject> all = new ArrayList<>();
    spec.array("containers").objects().forEach(each -> all.add(each.object("resources")));
    spec.array("initContainers").objects().forEach(each -> all.add(each.object("resources")));
    return all;
  }

  /** How many of CPU and memory are there and more than nothing. */
  private static int count(JsonObject list, Map<String, Quantity> sum) {
    int found = 0;
    for (String name : List.of("cpu", "memory")) {
      JsonValue value = list.get(name);
      Quantity amount = Amounts.of(value).orElse(Quantity.ZERO);
      if (amount.signum() > 0) {
        found++;
        sum.merge(name, amount, Quantity::plus);
      }
    }
    return found;
  }
}
