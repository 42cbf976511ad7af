package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Filling;
import dev.keelson.apiserver.server.kind.pod.PodSpecDefaults;

/** Of {@code batch/v1}. */
final class BatchDefaults {
  private static final JsonLong ONE = JsonLong.of(1);

  private BatchDefaults() {}

  static final Defaults JOB = BatchDefaults::job;

  static final Defaults CRON_JOB =
      object -> Filling.of(object).always("spec", BatchDefaults::cronJob).done();

  private static JsonObject job(JsonObject object) {
    JsonObject filled = Filling.of(object).always("spec", BatchDefaults::jobSpec).done();
    JsonObject labels = filled.objectAt("spec", "template", "metadata", "labels");
    return labels.isEmpty() || !filled.objectAt("metadata", "labels").isEmpty()
        ? filled
        : filled.mapObject("metadata", metadata -> metadata.with("labels", labels));
  }

  private static JsonObject jobSpec(JsonObject spec) {
    Filling filling = Filling.of(spec);
    if (!spec.isSet("parallelism")) {
      filling.missing("completions", ONE);
    }
    return filling
        .missing("parallelism", ONE)
        .missing(
            "backoffLimit", JsonLong.of(spec.isSet("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6))
        .missing("completionMode", JsonString.of("NonIndexed"))
        .missing("suspend", JsonBool.FALSE)
        .missing(
            "podReplacementPolicy",
            JsonString.of(spec.isSet("podFailurePolicy") ? "Failed" : "TerminatingOrFailed"))
        .missing("manualSelector", JsonBool.FALSE)
        .within("podFailurePolicy", BatchDefaults::failurePolicy)
        .always("template", PodSpecDefaults::template)
        .done();
  }

  private static JsonObject failurePolicy(JsonObject policy) {
    return Filling.of(policy)
        .each(
            "rules",
            rule ->
                Filling.of(rule)
                    .each(
                        "onPodConditions",
                        pattern ->
                            Filling.of(pattern).blank("status", JsonString.of("True")).done())
                    .done())
        .done();
  }

  /** The jobs it makes get their defaults when they are made, their pods' template now. */
  private static JsonObject cronJob(JsonObject spec) {
    return Filling.of(spec)
        .blank("concurrencyPolicy", JsonString.of("Allow"))
        .missing("suspend", JsonBool.FALSE)
        .missing("successfulJobsHistoryLimit", JsonLong.of(3))
        .missing("failedJobsHistoryLimit", ONE)
        .always(
            "jobTemplate",
            template ->
                Filling.of(template)
                    .missing("metadata", JsonObject.EMPTY)
                    .always(
                        "spec",
                        job ->
                            Filling.of(job)
                                .within("podFailurePolicy", BatchDefaults::failurePolicy)
                                .always("template", PodSpecDefaults::template)
                                .done())
                    .done())
        .done();
  }
}
