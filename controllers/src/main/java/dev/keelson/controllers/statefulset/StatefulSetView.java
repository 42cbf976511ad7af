package dev.keelson.controllers.statefulset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.IntOrPercent;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A StatefulSet by what is asked of it. */
record StatefulSetView(ApiObject object) {
  static final String REVISION_LABEL = "controller-revision-hash";
  static final String NAME_LABEL = "statefulset.kubernetes.io/pod-name";
  static final String INDEX_LABEL = "apps.kubernetes.io/pod-index";

  String name() {
    return object.name();
  }

  JsonObject spec() {
    return object.spec();
  }

  int replicas() {
    return (int) spec().number("replicas", 1);
  }

  /** The first pod's number. */
  int start() {
    return (int) spec().object("ordinals").number("start", 0);
  }

  boolean covers(int ordinal) {
    return ordinal >= start() && ordinal < start() + replicas();
  }

  long minReadySeconds() {
    return spec().number("minReadySeconds", 0);
  }

  long revisionHistoryLimit() {
    return spec().number("revisionHistoryLimit", 10);
  }

  JsonObject template() {
    return spec().object("template");
  }

  String serviceName() {
    return spec().text("serviceName");
  }

  /** All pods at once; else one after the other. */
  boolean isParallel() {
    return spec().text("podManagementPolicy").equals("Parallel");
  }

  boolean isRolling() {
    return !spec().object("updateStrategy").text("type", "RollingUpdate").equals("OnDelete");
  }

  boolean hasRolling() {
    return spec().object("updateStrategy").isSet("rollingUpdate");
  }

  /** Pods of a lower number keep the old template. */
  int partition() {
    return (int) spec().object("updateStrategy").object("rollingUpdate").number("partition", 0);
  }

  /** Empty: one after the other, as before there was such a field. */
  OptionalInt maxUnavailable() {
    JsonObject rolling = spec().object("updateStrategy").object("rollingUpdate");
    return rolling.isSet("maxUnavailable")
        ? OptionalInt.of(
            Math.max(1, IntOrPercent.of(rolling.get("maxUnavailable"), replicas(), false, 1)))
        : OptionalInt.empty();
  }

  List<JsonObject> claimTemplates() {
    return spec().array("volumeClaimTemplates").objects().toList();
  }

  boolean deletesClaimsWhenScaled() {
    return retention("whenScaled");
  }

  boolean deletesClaimsWhenDeleted() {
    return retention("whenDeleted");
  }

  private boolean retention(String when) {
    return spec().object("persistentVolumeClaimRetentionPolicy").text(when).equals("Delete");
  }

  JsonObject status() {
    return object.status();
  }

  int currentReplicas() {
    return (int) status().number("currentReplicas", 0);
  }

  OptionalLong collisionCount() {
    return OptionalLong.of(status().number("collisionCount", 0));
  }

  String podName(int ordinal) {
    return name() + "-" + ordinal;
  }

  String claimName(JsonObject template, int ordinal) {
    return template.object("metadata").text("name") + "-" + podName(ordinal);
  }
}
