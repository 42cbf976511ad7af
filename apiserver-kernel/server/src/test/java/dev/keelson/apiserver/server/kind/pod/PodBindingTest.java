package dev.keelson.apiserver.server.kind.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.kind.FieldErrors;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodBindingTest {
  private static final Instant NOW = Instant.parse("2026-11-23T18:00:00.7Z");
  private static final ApiObject BINDING =
      object(
          """
          {"metadata": {"name": "p", "labels": {"zone": "a"}, "annotations": {"by": "me"}},
           "target": {"kind": "Node", "name": "n1"}}""");

  private static ApiObject object(String json) {
    return new ApiObject(JsonReader.readObject(json));
  }

  @Test
  void bindsOnce() {
    ApiObject pod =
        object(
            """
            {"metadata": {"name": "p", "labels": {"app": "x", "zone": "b"}}, "spec": {},
             "status": {"phase": "Pending", "nominatedNodeName": "n0", "conditions":
             [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]}}""");

    ApiObject bound = PodBinding.bind(pod, BINDING, NOW);

    assertThat(bound)
        .isEqualTo(
            object(
                """
                {"metadata": {"name": "p", "labels": {"app": "x", "zone": "a"},
                 "annotations": {"by": "me"}}, "spec": {"nodeName": "n1"},
                 "status": {"phase": "Pending", "conditions":
                 [{"type": "PodScheduled", "status": "True", "lastProbeTime": null,
                   "lastTransitionTime": "2026-11-23T18:00:00Z"}]}}"""));
    assertThatThrownBy(() -> PodBinding.bind(bound, BINDING, NOW))
        .isInstanceOfSatisfying(
            ApiFailure.class,
            failure -> {
              assertThat(failure.status().code()).isEqualTo(409);
              assertThat(failure.status().message())
                  .isEqualTo(
                      "Operation cannot be fulfilled on pods/binding \"p\": pod p is already"
                          + " assigned to node \"n1\"");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"metadata":{"name":"p","deletionTimestamp":"x"}} | pod p is being deleted, cannot be assigned to a host
          {"metadata":{"name":"p"},"spec":{"schedulingGates":[{"name":"a/b"}]}} | pod p has non-empty .spec.schedulingGates
          """)
  void refuses(String pod, String why) {
    assertThatThrownBy(() -> PodBinding.bind(object(pod), BINDING, NOW)).hasMessageEndingWith(why);
  }

  @Test
  void bindsThePodThatIsMeant() {
    ApiObject pod =
        object(
            "{'metadata':{'name':'p','namespace':'a','uid':'u','resourceVersion':'7'}}"
                .replace('\'', '"'));
    ApiObject other = BINDING.withMetadata(metadata -> metadata.with("uid", "v"));
    ApiObject older = BINDING.withMetadata(metadata -> metadata.with("resourceVersion", "6"));
    ApiObject same = BINDING.withMetadata(m -> m.with("uid", "u").with("resourceVersion", "7"));

    assertThatThrownBy(() -> PodBinding.bind(pod, other, NOW))
        .hasMessage(
            "Operation cannot be fulfilled on pods \"p\": StorageError: invalid object, Code: 4, Key:"
                + " /registry/pods/a/p, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed:"
                + " UID in precondition: v, UID in object meta: u");
    assertThatThrownBy(() -> PodBinding.bind(pod, older, NOW))
        .hasMessageEndingWith(
            "ResourceVersion in precondition: 6, ResourceVersion in object meta: 7");
    assertThat(PodBinding.bind(pod, same, NOW).spec().text("nodeName")).isEqualTo("n1");
  }

  @Test
  void needsANode() {
    FieldErrors errors = new FieldErrors();
    PodBinding.check(object("{\"target\": {\"kind\": \"Pod\"}}"), errors);

    assertThat(errors.summary())
        .isEqualTo(
            "[target.kind: Unsupported value: \"Pod\": supported values: \"Node\", \"<empty>\","
                + " target.name: Required value]");
  }
}
