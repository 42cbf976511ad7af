package dev.keelson.apiserver.model.apply;

import static dev.keelson.apiserver.model.apply.TestTypes.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Server-side apply as structured-merge-diff's scenarios have it. */
class ApplyTest {
  private final Session session = new Session();

  @Test
  void aFirstApplyCreates() {
    session.apply("helm", "{'spec': {'replicas': 3}}");

    assertThat(session.spec()).isEqualTo(json("{'replicas': 3}"));
    assertThat(session.managedFields())
        .isEqualTo(
            JsonArray.of(
                json(
                    "{'manager': 'helm', 'operation': 'Apply', 'apiVersion': 'apps/v1',"
                        + " 'time': '2024-01-01T00:00:01Z', 'fieldsType': 'FieldsV1',"
                        + " 'fieldsV1': {'f:spec': {'f:replicas': {}}}}")));
  }

  @Test
  void whatIsAppliedAgainStaysAsItIs() {
    session.apply("helm", "{'spec': {'replicas': 3}}");
    ApiObject first = session.live();

    session.apply("helm", "{'spec': {'replicas': 3}}");

    assertThat(session.live()).isEqualTo(first);
  }

  @Test
  void theSameValueIsShared() {
    session.apply("helm", "{'spec': {'replicas': 3}}");

    session.apply("flux", "{'spec': {'replicas': 3}}");

    assertThat(session.owners())
        .containsExactlyInAnyOrder("helm applies .spec.replicas", "flux applies .spec.replicas");
  }

  @Test
  void forceTakesTheField() {
    session.apply("helm", "{'spec': {'replicas': 3, 'paused': true}}");

    session.force("flux", "{'spec': {'replicas': 4}}");

    assertThat(session.spec()).isEqualTo(json("{'replicas': 4, 'paused': true}"));
    assertThat(session.owners())
        .containsExactly("helm applies .spec.paused", "flux applies .spec.replicas");
  }

  @Test
  void whatIsNoLongerAppliedGoes() {
    session.apply(
        "helm", "{'metadata': {'labels': {'a': '1', 'b': '2'}}, 'spec': {'replicas': 3}}");

    session.apply("helm", "{'metadata': {'labels': {'a': '1'}}}");

    assertThat(session.live().labels()).containsOnlyKeys("a");
    assertThat(session.spec().has("replicas")).isFalse();
    assertThat(session.owners()).containsExactly("helm applies .metadata.labels.a");
  }

  @Test
  void whatAnotherAlsoAppliesStays() {
    session.apply("helm", "{'spec': {'replicas': 3, 'paused': true}}");
    session.apply("flux", "{'spec': {'replicas': 3}}");

    session.apply("helm", "{'spec': {'paused': true}}");

    assertThat(session.spec()).isEqualTo(json("{'replicas': 3, 'paused': true}"));
  }

  @Test
  void whatOnlyAnUpdaterSetStays() {
    session.apply("helm", "{'spec': {'replicas': 3}}");
    session.update("autoscaler", session.live().withSpec(spec -> spec.with("replicas", 7)), "");

    session.apply("helm", "{'spec': {'paused': true}}");

    assertThat(session.spec()).isEqualTo(json("{'replicas': 7, 'paused': true}"));
    assertThat(session.owners())
        .containsExactly("helm applies .spec.paused", "autoscaler updates .spec.replicas");
  }

  @Test
  void itemsOfAMapListAreMergedByKey() {
    session.apply(
        "helm", "{'spec': {'template': {'spec': {'containers': [{'name': 'a', 'image': 'x'}]}}}}");

    session.apply(
        "mesh",
        "{'spec': {'template': {'spec': {'containers': [{'name': 'sidecar', 'image': 'y'}]}}}}");

    assertThat(session.spec().at("template", "spec", "containers").toJson())
        .isEqualTo("[{'name':'a','image':'x'},{'name':'sidecar','image':'y'}]".replace('\'', '"'));
  }

  @Test
  void anItemThatIsNoLongerAppliedGoesUnlessAnotherHoldsSomethingInIt() {
    session.apply(
        "helm",
        "{'spec': {'template': {'spec': {'containers': [{'name': 'a', 'image': 'x'},"
            + " {'name': 'b', 'image': 'y'}]}}}}");
    session.apply(
        "flux", "{'spec': {'template': {'spec': {'containers': [{'name': 'b', 'tty': true}]}}}}");

    session.apply(
        "helm", "{'spec': {'template': {'spec': {'containers': [{'name': 'c', 'image': 'z'}]}}}}");

    assertThat(session.spec().at("template", "spec", "containers").toJson())
        .isEqualTo("[{'name':'b','tty':true},{'name':'c','image':'z'}]".replace('\'', '"'));
  }

  @Test
  void aKeyThatIsLeftOutIsItsDefault() {
    session.apply(
        "helm",
        "{'spec': {'template': {'spec': {'containers': [{'name': 'a', 'ports':"
            + " [{'containerPort': 80}]}]}}}}");

    session.apply(
        "helm",
        "{'spec': {'template': {'spec': {'containers': [{'name': 'a', 'ports':"
            + " [{'containerPort': 80, 'protocol': 'TCP', 'name': 'http'},"
            + " {'containerPort': 80, 'protocol': 'UDP'}]}]}}}}");

    assertThat(session.spec().at("template", "spec", "containers").toJson())
        .isEqualTo(
            ("[{'name':'a','ports':[{'containerPort':80,'protocol':'TCP','name':'http'},"
                    + "{'containerPort':80,'protocol':'UDP'}]}]")
                .replace('\'', '"'));
    assertThat(session.owners().getFirst())
        .contains("ports[containerPort=80,protocol=\"TCP\"].name");
  }

  @Test
  void itemsOfASetAreOwnedOneByOne() {
    session.apply("helm", "{'metadata': {'finalizers': ['a', 'b']}}");
    session.apply("flux", "{'metadata': {'finalizers': ['b', 'c']}}");
    assertThat(session.live().finalizers()).containsExactly("a", "b", "c");

    session.apply("helm", "{'metadata': {'finalizers': ['d']}}");

    assertThat(session.live().finalizers()).containsExactlyInAnyOrder("b", "c", "d");
    assertThat(session.owners())
        .containsExactlyInAnyOrder(
            "helm applies .metadata.finalizers[=\"d\"]",
            "flux applies .metadata.finalizers[=\"b\"] .metadata.finalizers[=\"c\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a b c   | c b a     | c b a
          a b c   | b         | a b c
          a b c d | d a       | b c d a
          a b     | x b y     | a x b y
          a b c   | x y       | a b c x y
          c a     | a b c     | a b c
          """)
  void listsAreWoven(String live, String applied, String expected) {
    session.update("u", "{'metadata': {'finalizers': " + list(live) + "}}");

    session.apply("helm", "{'metadata': {'finalizers': " + list(applied) + "}}");

    assertThat(String.join(" ", session.live().finalizers())).isEqualTo(expected);
  }

  private static String list(String names) {
    return "['" + names.strip().replace(" ", "', '") + "']";
  }

  @Test
  void anAtomicListIsOneField() {
    String body = "{'spec': {'template': {'spec': {'containers': [{'name': 'a', 'args': %s}]}}}}";
    session.apply("helm", body.formatted("['x']"));

    assertThatThrownBy(() -> session.apply("flux", body.formatted("['x', 'y']")))
        .hasMessageContaining("[name=\"a\"].args");

    session.force("flux", body.formatted("['y']"));
    assertThat(session.spec().at("template", "spec", "containers").toJson())
        .contains("\"args\":[\"y\"]");
  }

  @Test
  void anAtomicMapIsOneField() {
    session.apply("helm", "{'spec': {'selector': {'matchLabels': {'a': '1'}}}}");

    session.apply("helm", "{'spec': {'selector': {'matchLabels': {'b': '1'}}}}");

    assertThat(session.spec()).isEqualTo(json("{'selector': {'matchLabels': {'b': '1'}}}"));
    assertThat(session.owners()).containsExactly("helm applies .spec.selector");
  }

  @Test
  void anAtomicItemIsOneField() {
    session.apply("helm", "{'metadata': {'ownerReferences': [{'uid': 'u', 'name': 'n'}]}}");

    assertThat(session.owners())
        .containsExactly("helm applies .metadata.ownerReferences[uid=\"u\"]");
  }

  @Test
  void ofWhatHasNoTypeMapsAreMergedAndListsAreFields() {
    session.apply("helm", "{'spec': {'extra': {'a': {'b': 1}, 'l': [1]}}}");

    session.apply("flux", "{'spec': {'extra': {'a': {'c': 2}}}}");

    assertThat(session.spec()).isEqualTo(json("{'extra': {'a': {'b': 1, 'c': 2}, 'l': [1]}}"));
    assertThat(session.owners())
        .anySatisfy(owner -> assertThat(owner).contains(".spec.extra.a.b").contains(".extra.l"));
    session.apply("raw", "{'spec': {'raw': {'a': {'b': 1}}}}");
    assertThat(session.owners()).contains("raw applies .spec.raw");
  }

  @Test
  void emptyAndNullLeavesAreOwned() {
    session.apply(
        "helm", "{'metadata': {'labels': {}}, 'spec': {'strategy': {'rollingUpdate': null}}}");

    assertThat(session.owners())
        .containsExactly("helm applies .metadata.labels .spec.strategy.rollingUpdate");
  }

  @Test
  void whatStoodThereBeforeTheFirstApplyHasAnOwner() {
    ApiObject old =
        Session.object("{'metadata': {'uid': 'u0'}, 'spec': {'replicas': 3, 'paused': true}}");
    Session plain = new Session();
    ApiObject merged =
        plain.fields.applied(
            java.util.Optional.of(old),
            Session.object("{'spec': {'replicas': 3}}"),
            "helm",
            "",
            false);

    List<String> managers =
        merged
            .metadata()
            .array("managedFields")
            .objects()
            .map(each -> each.text("manager"))
            .toList();
    assertThat(managers).containsExactly("helm", "before-first-apply");
    assertThatThrownBy(
            () ->
                plain.fields.applied(
                    java.util.Optional.of(old),
                    Session.object("{'spec': {'replicas': 4}}"),
                    "helm",
                    "",
                    false))
        .isInstanceOf(ApplyConflict.class)
        .hasMessageContaining("\"before-first-apply\" using apps/v1: .spec.replicas");
  }

  @Test
  void statusIsOwnedByItsOwnWayAlone() {
    session.apply("helm", "{'spec': {'replicas': 3}, 'status': {'readyReplicas': 9}}");
    assertThat(session.owners()).containsExactly("helm applies .spec.replicas");

    session.apply(
        "controller",
        Session.object("{'spec': {'replicas': 5}, 'status': {'readyReplicas': 1}}"),
        "status",
        false);

    assertThat(session.owners())
        .containsExactly(
            "helm applies .spec.replicas", "controller applies status .status.readyReplicas");
  }

  @Test
  void kubectlTakesOverWhatItAppliedBefore() {
    String annotation =
        "{\\\"apiVersion\\\":\\\"apps/v1\\\",\\\"kind\\\":\\\"Deployment\\\",\\\"metadata\\\":"
            + "{\\\"name\\\":\\\"web\\\",\\\"namespace\\\":\\\"here\\\"},\\\"spec\\\":{\\\"replicas\\\":3}}";
    session.update(
        "kubectl-client-side-apply",
        "{'metadata': {'annotations': {'kubectl.kubernetes.io/last-applied-configuration': '"
            + annotation
            + "'}}, 'spec': {'replicas': 3, 'paused': true}}");

    session.apply("kubectl", "{'spec': {'replicas': 4}}");

    assertThat(session.spec().number("replicas", 0)).isEqualTo(4);
    assertThat(session.live().annotations().get("kubectl.kubernetes.io/last-applied-configuration"))
        .isEqualTo(
            ("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web',"
                    + "'namespace':'here'},'spec':{'replicas':4}}\n")
                .replace('\'', '"'));
    assertThatThrownBy(() -> session.apply("kubectl", "{'spec': {'paused': false}}"))
        .isInstanceOf(ApplyConflict.class);
  }

  @Test
  void whoAppliedAnEmptyMapKeepsItWhenAnotherEmptiesIt() {
    session.apply("helm", "{'metadata': {'labels': {}}, 'spec': {'replicas': 3}}");
    session.force("flux", "{'metadata': {'labels': {'a': '1'}}}");

    session.apply("flux", "{'spec': {'replicas': 3}}");

    assertThat(session.live().labels()).isEmpty();
    assertThat(session.owners())
        .containsExactlyInAnyOrder(
            "helm applies .metadata.labels .spec.replicas", "flux applies .spec.replicas");
  }

  @Test
  void aSecondApplierOfTheSameHasNoTime() {
    session.apply("helm", "{'spec': {'replicas': 3}}");

    session.apply("flux", "{'spec': {'replicas': 3}}");

    assertThat(session.managedFields().get(0))
        .isInstanceOfSatisfying(
            JsonObject.class,
            entry -> {
              assertThat(entry.text("manager")).isEqualTo("flux");
              assertThat(entry.has("time")).isFalse();
            });
  }

  @Test
  void doubledItemsOfTheLiveListGiveWayToTheApplied() {
    session.update("old", "{'metadata': {'finalizers': ['a', 'b', 'b']}}");
    assertThat(session.owners().getFirst()).contains(".metadata.finalizers[=\"b\"]");

    session.apply("helm", "{'metadata': {'finalizers': ['a']}}");
    assertThat(session.live().finalizers()).containsExactly("a", "b", "b");

    session.force("helm", "{'metadata': {'finalizers': ['a', 'b']}}");
    assertThat(session.live().finalizers()).containsExactly("a", "b");
  }
}
