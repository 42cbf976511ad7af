package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodConditions;
import java.time.Instant;
import java.util.Optional;

/** How a Job ends, or will when its pods have. */
record JobFinish(String type, String reason, String message) {
  static JobFinish failure(String reason, String message) {
    return new JobFinish(JobConditions.FAILURE_TARGET, reason, message);
  }

  static JobFinish success(String reason, String message) {
    return new JobFinish(JobConditions.SUCCESS_CRITERIA_MET, reason, message);
  }

  /** What an earlier pass decided: it stays. */
  static Optional<JobFinish> decided(JsonArray conditions) {
    return of(conditions, JobConditions.SUCCESS_CRITERIA_MET, JobConditions.SUCCESS_CRITERIA_MET)
        .or(() -> of(conditions, JobConditions.FAILURE_TARGET, JobConditions.FAILED));
  }

  private static Optional<JobFinish> of(JsonArray conditions, String known, String as) {
    return PodConditions.find(conditions, known)
        .filter(PodConditions::isTrue)
        .map(each -> new JobFinish(as, each.text("reason"), each.text("message")));
  }

  boolean isSuccess() {
    return type.equals(JobConditions.SUCCESS_CRITERIA_MET) || type.equals(JobConditions.COMPLETE);
  }

  /** Said before pods lose their finalizers; what follows it is said after. */
  boolean isInterim() {
    return type.equals(JobConditions.SUCCESS_CRITERIA_MET)
        || type.equals(JobConditions.FAILURE_TARGET);
  }

  JobFinish last() {
    return new JobFinish(
        isSuccess() ? JobConditions.COMPLETE : JobConditions.FAILED, reason, message);
  }

  JsonObject condition(Instant now) {
    return JobConditions.condition(type, "True", reason, message, now);
  }
}
