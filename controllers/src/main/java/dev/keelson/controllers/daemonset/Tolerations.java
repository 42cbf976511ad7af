package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Which taints a daemon's pod puts up with. */
final class Tolerations {
  private static final String NODE = "node.kubernetes.io/";

  private Tolerations() {}

  /** Those of the template, and those of every daemon: it stays where others have to go. */
  static JsonObject added(JsonObject podSpec) {
    List<JsonValue> all = new ArrayList<>(podSpec.array("tolerations").values());
    add(all, "not-ready", "NoExecute");
    add(all, "unreachable", "NoExecute");
    add(all, "disk-pressure", "NoSchedule");
    add(all, "memory-pressure", "NoSchedule");
    add(all, "pid-pressure", "NoSchedule");
    add(all, "unschedulable", "NoSchedule");
    if (podSpec.isTrue("hostNetwork")) {
      add(all, "network-unavailable", "NoSchedule");
    }
    return podSpec.with("tolerations", new JsonArray(all));
  }

  private static void add(List<JsonValue> all, String taint, String effect) {
    JsonObject wanted =
        JsonObject.builder()
            .put("key", NODE + taint)
            .put("operator", "Exists")
            .put("effect", effect)
            .build();
    for (int i = 0; i < all.size(); i++) {
      boolean isSame =
          all.get(i) instanceof JsonObject known
              && known.without("tolerationSeconds").equals(wanted);
      if (isSame) {
        all.set(i, wanted);
        return;
      }
    }
    all.add(wanted);
  }

  /** Whether one of them tolerates the taint. */
  static boolean tolerate(List<JsonObject> tolerations, JsonObject taint) {
    return tolerations.stream().anyMatch(each -> tolerates(each, taint));
  }

  private static boolean tolerates(JsonObject toleration, JsonObject taint) {
    String effect = toleration.text("effect");
    String key = toleration.text("key");
    if (!effect.isEmpty() && !effect.equals(taint.text("effect"))) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.text("key"))) {
      return false;
    }
    return switch (toleration.text("operator")) {
      case "", "Equal" -> toleration.text("value").equals(taint.text("value"));
      case "Exists" -> true;
      default -> false;
    };
  }
}
