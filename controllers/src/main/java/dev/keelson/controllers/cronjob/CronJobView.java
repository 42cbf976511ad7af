package dev.keelson.controllers.cronjob;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** A CronJob by what its controller asks of it. */
record CronJobView(ApiObject object) {
  String name() {
    return object.name();
  }

  String namespace() {
    return object.namespace();
  }

  String schedule() {
    return object.spec().text("schedule");
  }

  /** Empty: the controller's own. */
  Optional<String> timeZone() {
    return object.spec().get("timeZone").asText();
  }

  /** As the parser takes it: its zone before it, where that is known and none is there already. */
  String zonedSchedule() {
    if (hasZoneInSchedule() || timeZone().flatMap(CronParser::zone).isEmpty()) {
      return schedule();
    }
    return "TZ=" + timeZone().get() + " " + schedule();
  }

  boolean hasZoneInSchedule() {
    return schedule().contains("TZ");
  }

  boolean isSuspended() {
    return object.spec().isTrue("suspend");
  }

  boolean forbidsConcurrency() {
    return object.spec().text("concurrencyPolicy").equals("Forbid");
  }

  boolean replaces() {
    return object.spec().text("concurrencyPolicy").equals("Replace");
  }

  OptionalLong startingDeadline() {
    return number("startingDeadlineSeconds");
  }

  OptionalLong successfulLimit() {
    return number("successfulJobsHistoryLimit");
  }

  OptionalLong failedLimit() {
    return number("failedJobsHistoryLimit");
  }

  private OptionalLong number(String field) {
    return object.spec().isSet(field)
        ? OptionalLong.of(object.spec().number(field, 0))
        : OptionalLong.empty();
  }

  JsonObject jobTemplate() {
    return object.spec().object("jobTemplate");
  }

  Optional<Instant> lastScheduleTime() {
    return Times.parse(object.status().text("lastScheduleTime"));
  }

  Optional<Instant> lastSuccessfulTime() {
    return Times.parse(object.status().text("lastSuccessfulTime"));
  }

  /** From when on times count as missed. */
  Instant since() {
    return lastScheduleTime().orElseGet(() -> Times.created(object));
  }

  /** References to Jobs. */
  List<JsonObject> active() {
    return object.status().array("active").objects().toList();
  }

  boolean isActive(String uid) {
    return active().stream().anyMatch(each -> each.text("uid").equals(uid));
  }

  boolean isActiveByName(String job) {
    return active().stream()
        .anyMatch(
            each -> each.text("name").equals(job) && each.text("namespace").equals(namespace()));
  }

  /** By the minute, so that a time that is served twice makes one Job. */
  String jobName(Instant scheduled) {
    return name() + "-" + scheduled.getEpochSecond() / 60;
  }

  ObjectName jobObjectName(String job) {
    return new ObjectName(namespace(), job);
  }

  CronJobView without(String activeUid) {
    List<JsonValue> left =
        object.status().array("active").values().stream()
            .filter(
                each ->
                    !(each instanceof JsonObject reference
                        && reference.text("uid").equals(activeUid)))
            .toList();
    return with(
        status ->
            left.isEmpty() ? status.without("active") : status.with("active", new JsonArray(left)));
  }

  CronJobView withActive(ApiObject job) {
    JsonObject reference =
        JsonObject.builder()
            .put("kind", "Job")
            .put("namespace", job.namespace())
            .put("name", job.name())
            .put("uid", job.uid())
            .put("apiVersion", "batch/v1")
            .put("resourceVersion", job.resourceVersion())
            .build();
    return with(status -> status.with("active", status.array("active").plus(reference)));
  }

  CronJobView withLastSchedule(Instant time) {
    return with(status -> status.with("lastScheduleTime", Times.text(time)));
  }

  CronJobView withLastSuccess(Instant time) {
    return with(status -> status.with("lastSuccessfulTime", Times.text(time)));
  }

  private CronJobView with(UnaryOperator<JsonObject> change) {
    return new CronJobView(object.withStatus(change));
  }
}
