package dev.keelson.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.DeleteOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.batch.Bench;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JobControllerTest {
  private static String job(String extra) {
    return """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: work, namespace: default}
        spec:
          %s
          template:
            spec:
              restartPolicy: Never
              containers: [{name: c, image: i}]
        """
        .formatted(extra);
  }

  private static ApiObject job(Bench bench) {
    return bench.find("batch/v1", "jobs", "default", "work").orElseThrow();
  }

  private static Optional<JsonObject> condition(Bench bench, String type) {
    return job(bench)
        .status()
        .array("conditions")
        .objects()
        .filter(each -> each.text("type").equals(type) && each.text("status").equals("True"))
        .findFirst();
  }

  private static List<ApiObject> active(Bench bench) {
    return bench.list("v1", "pods", "default").stream()
        .filter(each -> List.of("", "Pending").contains(each.status().text("phase")))
        .filter(each -> !each.isBeingDeleted())
        .toList();
  }

  private static void end(Bench bench, ApiObject pod, String phase) {
    bench.setStatus("v1", "pods", "default", pod.name(), "{\"phase\":\"" + phase + "\"}");
  }

  @Test
  void completes() {
    try (Bench bench = Bench.of(JobControllers.JOB)) {
      bench.create("batch/v1", "jobs", job("completions: 3\n  parallelism: 2"));
      Bench.await("two", () -> active(bench).size() == 2);
      Bench.await("told", () -> job(bench).status().number("active", 0) == 2);
      assertThat(active(bench).getFirst().finalizers()).containsExactly(JobPod.FINALIZER);
      active(bench).forEach(each -> end(bench, each, "Succeeded"));
      Bench.await("the third", () -> active(bench).size() == 1);
      active(bench).forEach(each -> end(bench, each, "Succeeded"));
      Bench.await("complete", () -> condition(bench, "Complete").isPresent());
      assertThat(job(bench).status().number("succeeded", 0)).isEqualTo(3);
      assertThat(condition(bench, "Complete").orElseThrow().text("reason"))
          .isEqualTo("CompletionsReached");
      assertThat(condition(bench, "SuccessCriteriaMet")).isPresent();
      assertThat(job(bench).status().text("completionTime")).isNotEmpty();
      assertThat(bench.list("v1", "pods", "default"))
          .allMatch(each -> !each.finalizers().contains(JobPod.FINALIZER));
      assertThat(bench.events()).contains("Completed: Job completed");
    }
  }

  @Test
  void failsPastItsLimit() {
    try (Bench bench = Bench.of(JobControllers.JOB)) {
      bench.create("batch/v1", "jobs", job("backoffLimit: 0"));
      Bench.await("one", () -> active(bench).size() == 1);
      end(bench, active(bench).getFirst(), "Failed");
      Bench.await("failed", () -> condition(bench, "Failed").isPresent());
      assertThat(condition(bench, "Failed").orElseThrow().text("reason"))
          .isEqualTo("BackoffLimitExceeded");
      assertThat(condition(bench, "FailureTarget")).isPresent();
      assertThat(job(bench).status().number("failed", 0)).isEqualTo(1);
      assertThat(bench.events())
          .contains("BackoffLimitExceeded: Job has reached the specified backoff limit");
    }
  }

  @Test
  void givesEachIndexAPod() {
    try (Bench bench = Bench.of(JobControllers.JOB)) {
      bench.create(
          "batch/v1", "jobs", job("completionMode: Indexed\n  completions: 3\n  parallelism: 3"));
      Bench.await("three", () -> active(bench).size() == 3);
      assertThat(
              active(bench).stream()
                  .map(each -> each.annotations().get(JobPod.INDEX))
                  .collect(Collectors.toSet()))
          .containsExactlyInAnyOrder("0", "1", "2");
      ApiObject pod = active(bench).getFirst();
      String index = pod.annotations().getOrDefault(JobPod.INDEX, "");
      assertThat(pod.labels()).containsEntry(JobPod.INDEX, index);
      assertThat(pod.spec().text("hostname")).isEqualTo("work-" + index);
      assertThat(pod.name()).startsWith("work-" + index + "-");
      active(bench).forEach(each -> end(bench, each, "Succeeded"));
      Bench.await("complete", () -> condition(bench, "Complete").isPresent());
      assertThat(job(bench).status().text("completedIndexes")).isEqualTo("0-2");
    }
  }

  @Test
  void anIndexThatFailsIsToldOf() {
    try (Bench bench = Bench.of(JobControllers.JOB)) {
      bench.create(
          "batch/v1",
          "jobs",
          job(
              "completionMode: Indexed\n  completions: 2\n  parallelism: 2\n"
                  + "  backoffLimitPerIndex: 0"));
      Bench.await("two", () -> active(bench).size() == 2);
      for (ApiObject each : active(bench)) {
        boolean isFirst = "0".equals(each.annotations().get(JobPod.INDEX));
        end(bench, each, isFirst ? "Failed" : "Succeeded");
      }
      Bench.await("failed", () -> condition(bench, "Failed").isPresent());
      assertThat(condition(bench, "Failed").orElseThrow().text("reason"))
          .isEqualTo("FailedIndexes");
      assertThat(job(bench).status().text("failedIndexes")).isEqualTo("0");
      assertThat(job(bench).status().text("completedIndexes")).isEqualTo("1");
    }
  }

  @Test
  void aRuleFailsTheJobAtOnce() {
    try (Bench bench = Bench.of(JobControllers.JOB)) {
      bench.create(
          "batch/v1",
          "jobs",
          job(
              """
              podFailurePolicy:
                  rules:
                  - action: FailJob
                    onExitCodes: {operator: In, values: [42]}
              """));
      Bench.await("one", () -> active(bench).size() == 1);
      ApiObject pod = active(bench).getFirst();
      bench.setStatus(
          "v1",
          "pods",
          "default",
          pod.name(),
          "{\"phase\":\"Failed\",\"containerStatuses\":[{\"name\":\"c\",\"image\":\"i\","
              + "\"imageID\":\"\",\"ready\":false,\"restartCount\":0,\"state\":{\"terminated\":"
              + "{\"exitCode\":42}}}]}");
      Bench.await("failed", () -> condition(bench, "Failed").isPresent());
      assertThat(condition(bench, "Failed").orElseThrow().text("message"))
          .isEqualTo(
              "Container c for pod default/%s failed with exit code 42 matching FailJob rule at"
                      .formatted(pod.name())
                  + " index 0");
    }
  }

  @Test
  void suspendsAndResumes() {
    try (Bench bench = Bench.of(JobControllers.JOB)) {
      bench.create("batch/v1", "jobs", job("suspend: true"));
      Bench.await("suspended", () -> condition(bench, "Suspended").isPresent());
      assertThat(bench.list("v1", "pods", "default")).isEmpty();
      bench.patch("batch/v1", "jobs", "default", "work", "{\"spec\":{\"suspend\":false}}");
      Bench.await("resumed", () -> active(bench).size() == 1);
      Bench.await("told", () -> condition(bench, "Suspended").isEmpty());
      bench.patch("batch/v1", "jobs", "default", "work", "{\"spec\":{\"suspend\":true}}");
      Bench.await("stopped", () -> active(bench).isEmpty());
      assertThat(bench.events()).contains("Suspended: Job suspended", "Resumed: Job resumed");
    }
  }

  @Test
  void podsOfADeletedJobAreLetGo() {
    try (Bench bench = Bench.of(JobControllers.JOB)) {
      bench.create("batch/v1", "jobs", job("parallelism: 1"));
      Bench.await("one", () -> active(bench).size() == 1);
      bench
          .client()
          .resource("batch/v1", "jobs")
          .delete(job(bench).objectName(), DeleteOptions.USUAL.withPropagation("Background"));
      ApiObject pod = bench.list("v1", "pods", "default").getFirst();
      Bench.await(
          "let go",
          () ->
              bench
                  .find("v1", "pods", "default", pod.name())
                  .filter(each -> each.finalizers().contains(JobPod.FINALIZER))
                  .isEmpty());
    }
  }
}
