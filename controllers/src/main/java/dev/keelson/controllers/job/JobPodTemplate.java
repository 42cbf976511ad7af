package dev.keelson.controllers.job;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.pod.PodTemplates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pods of a Job, as they are asked for. Pure. */
final class JobPodTemplate {
  private static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";

  /** Characters that leave room for the five that the server appends. */
  private static final int LONGEST_PREFIX = 58;

  private JobPodTemplate() {}

  static ApiObject pod(JobView job) {
    return tracked(PodTemplates.pod(job.template(), job.object()));
  }

  /**
   * @param replaced the failed pod whose failures it takes over
   */
  static ApiObject pod(JobView job, int index, Optional<JobPod> replaced) {
    String text = Integer.toString(index);
    ApiObject pod = pod(job);
    JsonObject metadata = pod.metadata();
    JsonObject annotations = metadata.object("annotations").with(JobPod.INDEX, text);
    if (job.limitsEachIndex()) {
      annotations = failures(job, replaced, annotations);
    }
    JsonObject changed =
        metadata
            .with("generateName", prefix(job.name(), "-" + text + "-"))
            .with("labels", metadata.object("labels").with(JobPod.INDEX, text))
            .with("annotations", annotations);
    return pod.withMetadata(_ -> changed)
        .withSpec(
            spec ->
                spec.with("hostname", job.name() + "-" + text)
                    .mapEach("initContainers", JobPodTemplate::withIndex)
                    .mapEach("containers", JobPodTemplate::withIndex));
  }

  private static JsonObject failures(
      JobView job, Optional<JobPod> replaced, JsonObject annotations) {
    int counted = replaced.map(JobPod::indexFailures).orElse(0);
    int ignored = replaced.map(JobPod::ignoredIndexFailures).orElse(0);
    if (replaced.isPresent()) {
      if (FailurePolicy.of(job, replaced.get()).isCounted()) {
        counted++;
      } else {
        ignored++;
      }
    }
    JsonObject with = annotations.with(JobPod.FAILURES, Integer.toString(counted));
    return ignored > 0 ? with.with(JobPod.IGNORED_FAILURES, Integer.toString(ignored)) : with;
  }

  private static String prefix(String job, String index) {
    return job.substring(0, Math.min(job.length(), LONGEST_PREFIX - index.length())) + index;
  }

  private static ApiObject tracked(ApiObject pod) {
    if (pod.finalizers().contains(JobPod.FINALIZER)) {
      return pod;
    }
    List<String> all = new ArrayList<>(pod.finalizers());
    all.add(JobPod.FINALIZER);
    return pod.withFinalizers(all);
  }

  private static JsonObject withIndex(JsonObject container) {
    JsonArray variables = container.array("env");
    if (variables.objects().anyMatch(each -> each.text("name").equals(INDEX_VARIABLE))) {
      return container;
    }
    JsonObject variable =
        JsonObject.builder()
            .put("name", INDEX_VARIABLE)
            .put(
                "valueFrom",
                JsonObject.of(
                    "fieldRef",
                    JsonObject.builder()
                        .put("fieldPath", "metadata.labels['" + JobPod.INDEX + "']")
                        .build()))
            .build();
    return container.with("env", variables.plus(variable));
  }
}
