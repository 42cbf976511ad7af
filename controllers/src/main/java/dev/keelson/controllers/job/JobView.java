package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A Job's wishes by what its controller asks of them. */
record JobView(ApiObject object) {
  static final String OUR_NAME = "kubernetes.io/job-controller";

  ObjectName objectName() {
    return object.objectName();
  }

  String name() {
    return object.name();
  }

  String uid() {
    return object.uid();
  }

  /** Another controller's: hands off. */
  boolean isManagedElsewhere() {
    String manager = object.spec().text("managedBy");
    return !manager.isEmpty() && !manager.equals(OUR_NAME);
  }

  boolean isFinished() {
    return JobConditions.isTrue(object.status().array("conditions"), JobConditions.COMPLETE)
        || JobConditions.isTrue(object.status().array("conditions"), JobConditions.FAILED);
  }

  boolean isBeingDeleted() {
    return object.isBeingDeleted();
  }

  boolean isSuspended() {
    return object.spec().isTrue("suspend");
  }

  boolean isIndexed() {
    return object.spec().text("completionMode").equals("Indexed");
  }

  boolean hasUnknownMode() {
    String mode = object.spec().text("completionMode", "NonIndexed");
    return !mode.equals("Indexed") && !mode.equals("NonIndexed");
  }

  int parallelism() {
    return (int) object.spec().number("parallelism", 1);
  }

  /** Empty: any one success will do. */
  OptionalInt completions() {
    return number("completions");
  }

  /** Of an indexed Job, whose completions are always set. */
  int indexes() {
    return completions().orElse(0);
  }

  int backoffLimit() {
    return (int) object.spec().number("backoffLimit", 6);
  }

  OptionalInt backoffLimitPerIndex() {
    return number("backoffLimitPerIndex");
  }

  boolean limitsEachIndex() {
    return backoffLimitPerIndex().isPresent();
  }

  OptionalInt maxFailedIndexes() {
    return number("maxFailedIndexes");
  }

  private OptionalInt number(String field) {
    return object.spec().isSet(field)
        ? OptionalInt.of((int) object.spec().number(field, 0))
        : OptionalInt.empty();
  }

  /** Seconds. */
  OptionalLong activeDeadline() {
    return object.spec().isSet("activeDeadlineSeconds")
        ? OptionalLong.of(object.spec().number("activeDeadlineSeconds", 0))
        : OptionalLong.empty();
  }

  boolean hasFailurePolicy() {
    return object.spec().isSet("podFailurePolicy");
  }

  JsonObject failurePolicy() {
    return object.spec().object("podFailurePolicy");
  }

  Optional<JsonObject> successPolicy() {
    return object.spec().isSet("successPolicy")
        ? Optional.of(object.spec().object("successPolicy"))
        : Optional.empty();
  }

  /** Whether a pod that is being deleted is waited for until it has ended. */
  boolean replacesOnlyFailed() {
    return object.spec().text("podReplacementPolicy").equals("Failed") || hasFailurePolicy();
  }

  JsonObject template() {
    return object.spec().object("template");
  }

  boolean restartsOnFailure() {
    return template().object("spec").text("restartPolicy").equals("OnFailure");
  }

  LabelSelector selector() {
    return object.spec().isSet("selector")
        ? LabelSelector.of(object.spec().object("selector"))
        : LabelSelector.NOTHING;
  }

  JsonObject status() {
    return object.status();
  }

  Optional<Instant> startTime() {
    return Times.parse(status().text("startTime"));
  }
}
