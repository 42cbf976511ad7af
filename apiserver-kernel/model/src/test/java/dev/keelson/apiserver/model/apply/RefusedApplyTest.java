package dev.keelson.apiserver.model.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.JsonString;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What server-side apply refuses, and in which words. */
class RefusedApplyTest {
  private final Session session = new Session();

  @Test
  void anotherValueThanAnAppliersIsAConflict() {
    session.apply("helm", "{'spec': {'replicas': 3, 'paused': true}}");

    ApplyConflict conflict =
        catchThrowableOfType(
            ApplyConflict.class, () -> session.apply("flux", "{'spec': {'replicas': 4}}"));

    assertThat(conflict.conflicts())
        .containsExactly(new Conflict("helm", "", "", List.of(".spec.replicas")));
    assertThat(conflict)
        .hasMessage("Apply failed with 1 conflict: conflict with \"helm\": .spec.replicas");
  }

  @Test
  void aConflictNamesEachOwnerAndField() {
    session.update(
        "kubectl-client-side-apply",
        "{'spec': {'replicas': 3, 'template': {'spec': {'containers':"
            + " [{'name': 'c', 'image': 'one'}]}}}}");
    session.apply("helm", "{'spec': {'paused': true}}");

    ApplyConflict conflict =
        catchThrowableOfType(
            ApplyConflict.class,
            () ->
                session.apply(
                    "flux",
                    "{'spec': {'replicas': 4, 'paused': false, 'template': {'spec':"
                        + " {'containers': [{'name': 'c', 'image': 'two'}]}}}}"));

    assertThat(conflict)
        .hasMessage(
            """
            Apply failed with 3 conflicts: conflicts with "helm":
            - .spec.paused
            conflicts with "kubectl-client-side-apply" using apps/v1:
            - .spec.replicas
            - .spec.template.spec.containers[name="c"].image""");
    assertThat(conflict.status().code()).isEqualTo(409);
    assertThat(conflict.status().reason()).isEqualTo("Conflict");
    assertThat(conflict.status().causes())
        .contains(
            new ApiStatus.Cause(
                "FieldManagerConflict",
                "conflict with \"kubectl-client-side-apply\" using apps/v1",
                ".spec.replicas"));
  }

  @Test
  void aConfigurationMustBeOfItsType() {
    assertThatThrownBy(() -> session.apply("helm", "{'spec': {'replica': 3}}"))
        .isInstanceOf(BadApply.class)
        .hasMessage(
            "failed to create typed patch object (here/web; apps/v1, Kind=Deployment):"
                + " .spec.replica: field not declared in schema");
    assertThatThrownBy(() -> session.apply("helm", "{'spec': {'replicas': 'three'}}"))
        .hasMessageEndingWith(".spec.replicas: expected numeric (int or float), got string");
    assertThatThrownBy(() -> session.apply("helm", "{'metadata': {'finalizers': ['a', 'a']}}"))
        .hasMessageEndingWith(".metadata.finalizers: duplicate entries for key [=\"a\"]");
    assertThatThrownBy(
            () ->
                session.apply(
                    "helm",
                    "{'spec': {'template': {'spec': {'containers': [{'name': 'c', 'env':"
                        + " [{'value': 'x'}]}]}}}}"))
        .hasMessageEndingWith(
            ".spec.template.spec.containers[name=\"c\"].env: element 0: associative list with keys has an element"
                + " that omits all key fields [\"name\"] (and doesn't have default values for any"
                + " key fields)");
  }

  @Test
  void aConfigurationIsOfTheLiveKind() {
    session.apply("helm", "{'spec': {'replicas': 3}}");
    ApiObject other = session.live().with("apiVersion", JsonString.of("v1"));

    assertThatThrownBy(() -> session.apply("helm", other, "", false))
        .isInstanceOf(BadApply.class)
        .hasMessage("invalid object type: /v1, Kind=Deployment");
  }

  @Test
  void aConfigurationBringsNoOwners() {
    assertThatThrownBy(() -> session.apply("helm", "{'metadata': {'managedFields': []}}"))
        .isInstanceOfSatisfying(
            BadApply.class, bad -> assertThat(bad.status().code()).isEqualTo(400))
        .hasMessage("metadata.managedFields must be nil");
  }
}
