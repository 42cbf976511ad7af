package dev.keelson.controllers.cronjob;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodConditions;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** A Job by what the CronJob above it asks of it. */
record ChildJob(ApiObject object) {
  private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";
  private static final DateTimeFormatter RFC3339 =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

  /** The first to have begun first; those that never did last. */
  static final Comparator<ChildJob> BY_START =
      Comparator.comparing((ChildJob each) -> each.startTime().orElse(Instant.MAX))
          .thenComparing(ChildJob::name);

  String name() {
    return object.name();
  }

  String uid() {
    return object.uid();
  }

  /** {@code Complete} or {@code Failed}; "" while it runs. */
  String outcome() {
    for (String type : new String[] {"Complete", "Failed"}) {
      if (PodConditions.isTrue(object, type)) {
        return type;
      }
    }
    return "";
  }

  boolean isFinished() {
    return !outcome().isEmpty();
  }

  boolean isSuccessful() {
    return outcome().equals("Complete");
  }

  Optional<Instant> startTime() {
    return Times.parse(object.status().text("startTime"));
  }

  Optional<Instant> completionTime() {
    return Times.parse(object.status().text("completionTime"));
  }

  /** As the template has it, to be created for that time. */
  static ApiObject planned(CronJobView parent, Instant scheduled) {
    JsonObject template = parent.jobTemplate();
    ZoneId zone = parent.timeZone().flatMap(CronParser::zone).orElse(ZoneId.of("UTC"));
    JsonObject annotations =
        template
            .object("metadata")
            .object("annotations")
            .with(SCHEDULED, RFC3339.format(scheduled.atZone(zone)));
    JsonObject.Builder metadata =
        JsonObject.builder()
            .put("name", parent.jobName(scheduled))
            .put("namespace", parent.namespace());
    JsonObject labels = template.object("metadata").object("labels");
    if (!labels.isEmpty()) {
      metadata.put("labels", labels);
    }
    metadata
        .put("annotations", annotations)
        .put("ownerReferences", JsonArray.of(OwnerRefs.toController(parent.object())));
    return new ApiObject(
        JsonObject.builder()
            .put("apiVersion", "batch/v1")
            .put("kind", "Job")
            .put("metadata", metadata.build())
            .put("spec", template.object("spec"))
            .build());
  }
}
