package dev.keelson.controllers.node;

import dev.keelson.apiserver.model.json.JsonObject;

/** {@code timeAdded} is "" where the object has none; it is no part of what a taint is. */
public record Taint(String key, String value, String effect, String timeAdded) {
  public static final String NO_SCHEDULE = "NoSchedule";
  public static final String NO_EXECUTE = "NoExecute";
  public static final String NOT_READY = "node.kubernetes.io/not-ready";
  public static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  public static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
  public static final String MEMORY_PRESSURE = "node.kubernetes.io/memory-pressure";
  public static final String DISK_PRESSURE = "node.kubernetes.io/disk-pressure";
  public static final String PID_PRESSURE = "node.kubernetes.io/pid-pressure";
  public static final String NETWORK_UNAVAILABLE = "node.kubernetes.io/network-unavailable";

  public static Taint of(String key, String effect) {
    return new Taint(key, "", effect, "");
  }

  static Taint of(JsonObject tree) {
    return new Taint(
        tree.text("key"), tree.text("value"), tree.text("effect"), tree.text("timeAdded"));
  }

  public Taint addedAt(String time) {
    return new Taint(key, value, effect, time);
  }

  /** Key and effect are a taint's name. */
  public boolean isSame(Taint other) {
    return key.equals(other.key) && effect.equals(other.effect);
  }

  JsonObject tree() {
    return JsonObject.builder()
        .put("key", key)
        .putUnlessEmpty("value", value)
        .put("effect", effect)
        .putUnlessEmpty("timeAdded", timeAdded)
        .build();
  }
}
