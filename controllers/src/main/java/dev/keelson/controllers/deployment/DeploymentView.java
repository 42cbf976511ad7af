package dev.keelson.controllers.deployment;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.controllers.pod.IntOrPercent;
import dev.keelson.controllers.pod.PodConditions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A Deployment by what is asked of it. */
record DeploymentView(ApiObject object) {
  String name() {
    return object.name();
  }

  JsonObject spec() {
    return object.spec();
  }

  int replicas() {
    return (int) spec().number("replicas", 1);
  }

  JsonObject template() {
    return spec().object("template");
  }

  JsonObject selector() {
    return spec().object("selector");
  }

  long minReadySeconds() {
    return spec().number("minReadySeconds", 0);
  }

  boolean isPaused() {
    return spec().isTrue("paused");
  }

  boolean isRolling() {
    return spec().object("strategy").text("type", "RollingUpdate").equals("RollingUpdate");
  }

  private JsonObject rolling() {
    return spec().object("strategy").object("rollingUpdate");
  }

  /** Pods above {@link #replicas}. 0 of one that is recreated. */
  int maxSurge() {
    return isRolling() ? IntOrPercent.of(rolling().get("maxSurge"), replicas(), true, 0) : 0;
  }

  /** Pods below {@link #replicas}, which is its bound. At least one of both is above 0. */
  int maxUnavailable() {
    if (!isRolling() || replicas() == 0) {
      return 0;
    }
    int most = IntOrPercent.of(rolling().get("maxUnavailable"), replicas(), false, 0);
    return most == 0 && maxSurge() == 0 ? 1 : Math.min(most, replicas());
  }

  /** Empty: it may take for ever, which the API says with the largest number there is. */
  Optional<Duration> progressDeadline() {
    return bounded("progressDeadlineSeconds").stream().mapToObj(Duration::ofSeconds).findFirst();
  }

  OptionalLong revisionHistoryLimit() {
    return bounded("revisionHistoryLimit");
  }

  private OptionalLong bounded(String field) {
    long value = spec().number(field, Integer.MAX_VALUE);
    return value == Integer.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** The revision that the deprecated annotation asks for; 0: the one before. */
  OptionalLong rollbackTo() {
    try {
      String text = annotations().getOrDefault(Annotations.ROLLBACK, "");
      return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  Map<String, String> annotations() {
    return object.annotations();
  }

  DeploymentView withAnnotation(String name, String value) {
    return new DeploymentView(
        object.withMetadata(
            metadata -> metadata.withAt(JsonString.of(value), "annotations", name)));
  }

  JsonObject status() {
    return object.status();
  }

  DeploymentView withStatus(JsonObject status) {
    return new DeploymentView(object.with("status", status));
  }

  int status(String count) {
    return (int) status().number(count, 0);
  }

  OptionalLong collisionCount() {
    return status().isSet("collisionCount")
        ? OptionalLong.of(status().number("collisionCount", 0))
        : OptionalLong.empty();
  }

  JsonArray conditions() {
    return status().array("conditions");
  }

  Optional<JsonObject> condition(String type) {
    return PodConditions.find(conditions(), type);
  }

  DeploymentView withConditions(JsonArray conditions) {
    return withStatus(
        conditions.isEmpty()
            ? status().without("conditions")
            : status().with("conditions", conditions));
  }
}
