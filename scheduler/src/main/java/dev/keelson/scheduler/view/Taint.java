package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;

/** A node's. {@code effect}: NoSchedule, PreferNoSchedule, NoExecute. */
public record Taint(String key, String value, String effect) {
  static Taint of(JsonObject taint) {
    return new Taint(taint.text("key"), taint.text("value"), taint.text("effect"));
  }

  /** Whether it keeps pods away that do not tolerate it. */
  public boolean repels() {
    return effect.equals("NoSchedule") || effect.equals("NoExecute");
  }

  public boolean prefersNot() {
    return effect.equals("PreferNoSchedule");
  }

  /** As upstream's messages write it: {@code key=value:effect} or {@code key:effect}. */
  @Override
  public String toString() {
    return (value.isEmpty() ? key : key + "=" + value) + ":" + effect;
  }
}
