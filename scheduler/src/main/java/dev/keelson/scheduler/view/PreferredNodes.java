package dev.keelson.scheduler.view;

import dev.keelson.apiserver.model.json.JsonObject;

/** A {@code v1.PreferredSchedulingTerm}. */
public record PreferredNodes(int weight, NodeSelectorTerm term) {
  static PreferredNodes of(JsonObject preferred) {
    return new PreferredNodes(
        (int) preferred.number("weight", 0), NodeSelectorTerm.of(preferred.object("preference")));
  }
}
