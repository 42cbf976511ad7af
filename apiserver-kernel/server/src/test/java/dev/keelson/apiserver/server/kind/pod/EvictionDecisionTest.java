package dev.keelson.apiserver.server.kind.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.kind.pod.EvictionDecision.Allow;
import dev.keelson.apiserver.server.kind.pod.EvictionDecision.Refuse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvictionDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");
  private static final ApiObject READY =
      object(
          """
          {"metadata": {"name": "p", "namespace": "ns", "labels": {"app": "x"}},
           "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}""");
  private static final ApiObject UNREADY = READY.withStatus(status -> status.without("conditions"));

  private static ApiObject object(String json) {
    return new ApiObject(JsonReader.readObject(json));
  }

  private static ApiObject budget(String status) {
    return object(
        """
        {"metadata": {"name": "b", "namespace": "ns", "generation": 1},
         "spec": {"selector": {"matchLabels": {"app": "x"}}}, "status": %s}"""
            .formatted(status));
  }

  private static EvictionDecision of(ApiObject pod, ApiObject... budgets) {
    return EvictionDecision.of(pod, EvictionDecision.matching(pod, List.of(budgets)), NOW);
  }

  private static ApiStatus refused(EvictionDecision decision) {
    assertThat(decision).isInstanceOf(Refuse.class);
    return ((Refuse) decision).status();
  }

  @Test
  void nothingGuardsIt() {
    ApiObject elsewhere =
        budget("{}").withMetadata(metadata -> metadata.with("namespace", "other"));

    assertThat(of(READY, elsewhere)).isEqualTo(new Allow(Optional.empty(), false));
  }

  @Test
  void whatDoesNotRunGoesUnasked() {
    ApiObject ended = READY.withStatus(status -> status.with("phase", "Succeeded"));
    ApiObject pending = READY.withStatus(status -> status.with("phase", "Pending"));

    assertThat(of(ended, budget("{}"))).isEqualTo(new Allow(Optional.empty(), false));
    assertThat(of(pending, budget("{}"))).isEqualTo(new Allow(Optional.empty(), true));
  }

  @Test
  void theLastDisruptionIsCounted() {
    ApiObject budget =
        budget(
            """
            {"observedGeneration": 1, "disruptionsAllowed": 1, "currentHealthy": 2,
             "desiredHealthy": 1, "expectedPods": 2}""");

    assertThat(of(READY, budget))
        .isEqualTo(
            new Allow(
                Optional.of(
                    budget(
                        """
                        {"observedGeneration": 1, "disruptionsAllowed": 0, "currentHealthy": 2,
                         "desiredHealthy": 1, "expectedPods": 2,
                         "disruptedPods": {"p": "2026-11-23T18:00:00Z"},
                         "conditions": [{"type": "DisruptionAllowed", "status": "False",
                         "observedGeneration": 1, "reason": "InsufficientPods", "message": "",
                         "lastTransitionTime": "2026-11-23T18:00:00Z"}]}""")),
                false));
  }

  @Test
  void noneIsLeft() {
    ApiStatus status =
        refused(
            of(
                READY,
                budget(
                    """
                    {"observedGeneration": 1, "disruptionsAllowed": 0, "currentHealthy": 1,
                     "desiredHealthy": 1}""")));

    assertThat(status.code()).isEqualTo(429);
    assertThat(status.message())
        .isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
    assertThat(status.retryAfterSeconds()).isZero();
    assertThat(status.causes())
        .containsExactly(
            new ApiStatus.Cause(
                "DisruptionBudget",
                "The disruption budget b needs 1 healthy pods and has 1 currently",
                ""));
  }

  @Test
  void itsControllerIsBehind() {
    ApiStatus status = refused(of(READY, budget("{\"disruptionsAllowed\": 5}")));

    assertThat(status.retryAfterSeconds()).isEqualTo(10);
    assertThat(status.causes().getFirst().message())
        .isEqualTo("The disruption budget b is still being processed by the server.");
  }

  @Test
  void twoBudgetsAreOneTooMany() {
    ApiStatus status = refused(of(READY, budget("{}"), budget("{}")));

    assertThat(status.code()).isEqualTo(500);
    assertThat(status.message()).startsWith("This pod has more than one PodDisruptionBudget");
  }

  @Test
  void whatIsNotReadyGoesIfTheRestIsEnough() {
    String enough = "{\"observedGeneration\": 1, \"currentHealthy\": 1, \"desiredHealthy\": 1}";
    String few = "{\"observedGeneration\": 1, \"currentHealthy\": 0, \"desiredHealthy\": 1}";
    ApiObject always =
        budget(few).withSpec(spec -> spec.with("unhealthyPodEvictionPolicy", "AlwaysAllow"));

    assertThat(of(UNREADY, budget(enough))).isEqualTo(new Allow(Optional.empty(), true));
    assertThat(of(UNREADY, always)).isEqualTo(new Allow(Optional.empty(), true));
    assertThat(refused(of(UNREADY, budget(few))).code()).isEqualTo(429);
  }
}
