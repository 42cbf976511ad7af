package dev.keelson.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.batch.Bench;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Pods succeed, fail and are deleted; the controller is killed after any write. */
class JobSimulationTest {
  private final Set<String> succeeded = new HashSet<>();
  private final Set<String> failed = new HashSet<>();

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void noPodIsCountedTwice(
      @ForAll @IntRange(min = 1, max = 4) int completions,
      @ForAll @IntRange(min = 1, max = 3) int parallelism,
      @ForAll boolean isIndexed,
      @ForAll @Size(max = 8) List<@IntRange(max = 31) Integer> dice) {
    SteppedTiming timing = new SteppedTiming(Instant.now());
    try (Bench bench = Bench.of(timing, Map.of(), JobControllers.JOB)) {
      bench.create("batch/v1", "jobs", job(completions, parallelism, isIndexed));
      for (int i = 0; !isComplete(bench); i++) {
        await(bench, timing);
        int die = i < dice.size() ? dice.get(i) : 0;
        if (die >= 16) {
          bench.dieAfterWrites(1 + die % 5);
        }
        open(bench).ifPresent(pod -> end(bench, pod, die % 4));
      }
      JsonObject status = job(bench).status();
      assertThat(status.number("succeeded", 0)).isEqualTo(succeeded.size());
      assertThat(status.number("failed", 0)).isEqualTo(failed.size());
      assertThat(succeeded).hasSize(completions);
      Bench.await(
          "let go",
          () -> {
            if (bench.isDead()) {
              bench.restart();
            }
            timing.advance(Duration.ofSeconds(1));
            return bench.list("v1", "pods", "default").stream()
                .noneMatch(each -> each.finalizers().contains(JobPod.FINALIZER));
          });
    } finally {
      succeeded.clear();
      failed.clear();
    }
  }

  /** Until there is something to decide; a dead controller is replaced. */
  private static void await(Bench bench, SteppedTiming timing) {
    Bench.await(
        "a pod, or the end",
        () -> {
          if (bench.isDead()) {
            bench.restart();
          }
          timing.advance(Duration.ofSeconds(30));
          return open(bench).isPresent() || isComplete(bench);
        });
  }

  private static Optional<ApiObject> open(Bench bench) {
    return bench.list("v1", "pods", "default").stream()
        .filter(each -> each.status().text("phase").equals("Pending") && !each.isBeingDeleted())
        .findFirst();
  }

  private void end(Bench bench, ApiObject pod, int how) {
    switch (how) {
      case 2 -> {
        failed.add(pod.uid());
        bench.setStatus("v1", "pods", "default", pod.name(), "{\"phase\":\"Failed\"}");
      }
      case 3 -> {
        failed.add(pod.uid());
        bench.client().resource("v1", "pods").delete(new ObjectName("default", pod.name()));
      }
      default -> {
        succeeded.add(pod.uid());
        bench.setStatus("v1", "pods", "default", pod.name(), "{\"phase\":\"Succeeded\"}");
      }
    }
  }

  private static boolean isComplete(Bench bench) {
    return new JobView(job(bench)).isFinished();
  }

  private static ApiObject job(Bench bench) {
    return bench.find("batch/v1", "jobs", "default", "work").orElseThrow();
  }

  private static String job(int completions, int parallelism, boolean isIndexed) {
    return """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: work, namespace: default}
        spec:
          completions: %d
          parallelism: %d
          completionMode: %s
          backoffLimit: 100
          template:
            spec:
              restartPolicy: Never
              containers: [{name: c, image: i}]
        """
        .formatted(completions, parallelism, isIndexed ? "Indexed" : "NonIndexed");
  }
}
