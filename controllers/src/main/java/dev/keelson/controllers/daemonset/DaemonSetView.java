package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.pod.IntOrPercent;
import dev.keelson.controllers.pod.PodView;
import java.util.OptionalLong;

/** A DaemonSet by what is asked of it. */
record DaemonSetView(ApiObject object) {
  static final String HASH_LABEL = "controller-revision-hash";
  static final String GENERATION_LABEL = "pod-template-generation";
  private static final String GENERATION = "deprecated.daemonset.template.generation";

  String name() {
    return object.name();
  }

  JsonObject spec() {
    return object.spec();
  }

  JsonObject template() {
    return spec().object("template");
  }

  long minReadySeconds() {
    return spec().number("minReadySeconds", 0);
  }

  long revisionHistoryLimit() {
    return spec().number("revisionHistoryLimit", 10);
  }

  boolean isRolling() {
    return spec().object("updateStrategy").text("type", "RollingUpdate").equals("RollingUpdate");
  }

  /** Nodes on which the old pod stays until the new one is available. */
  int maxSurge(int nodes) {
    return isRolling() ? IntOrPercent.of(rolling("maxSurge"), nodes, true, 0) : 0;
  }

  boolean allowsSurge() {
    return maxSurge(1) > 0;
  }

  /** Nodes that may be without an available pod. At least one of both is above 0. */
  int maxUnavailable(int nodes) {
    int most = isRolling() ? IntOrPercent.of(rolling("maxUnavailable"), nodes, true, 0) : 0;
    return most == 0 && nodes > 0 && maxSurge(nodes) == 0 ? 1 : most;
  }

  private JsonValue rolling(String field) {
    return spec().object("updateStrategy").object("rollingUpdate").get(field);
  }

  /** The number by which extensions/v1beta1 told templates apart; "" where there is none. */
  String templateGeneration() {
    return object.metadata().object("annotations").text(GENERATION);
  }

  boolean isUpdated(PodView pod, String hash) {
    boolean isOfGeneration =
        !templateGeneration().isEmpty() && pod.label(GENERATION_LABEL).equals(templateGeneration());
    return isOfGeneration || (!hash.isEmpty() && pod.label(HASH_LABEL).equals(hash));
  }

  JsonObject status() {
    return object.status();
  }

  int misscheduled() {
    return (int) status().number("numberMisscheduled", 0);
  }

  OptionalLong collisionCount() {
    return status().isSet("collisionCount")
        ? OptionalLong.of(status().number("collisionCount", 0))
        : OptionalLong.empty();
  }
}
