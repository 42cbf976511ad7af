package dev.keelson.apiserver.model.apply;

import static dev.keelson.apiserver.model.apply.TestTypes.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ownership by every change that is no apply. */
class UpdateTest {
  private final Session session = new Session();

  @Test
  void aCreateOwnsWhatItSets() {
    session.update(
        "kubectl-create",
        "{'metadata': {'labels': {'app': 'web'}}, 'spec': {'replicas': 1, 'selector':"
            + " {'matchLabels': {'app': 'web'}}, 'strategy': {'type': 'x', 'rollingUpdate':"
            + " {'maxSurge': '25%'}}, 'template': {'metadata': {'creationTimestamp': null,"
            + " 'labels': {'app': 'web'}}, 'spec': {'containers': [{'name': 'c', 'image': 'i',"
            + " 'ports': [{'containerPort': 80, 'protocol': 'TCP'}]}]}}}}");

    assertThat(session.managedFields())
        .isEqualTo(
            JsonArray.of(
                json(
                    "{'manager': 'kubectl-create', 'operation': 'Update', 'apiVersion': 'apps/v1',"
                        + " 'time': '2024-01-01T00:00:01Z', 'fieldsType': 'FieldsV1', 'fieldsV1':"
                        + " {'f:metadata': {'f:labels': {'.': {}, 'f:app': {}}},"
                        + " 'f:spec': {'f:replicas': {}, 'f:selector': {}, 'f:strategy':"
                        + " {'f:rollingUpdate': {'.': {}, 'f:maxSurge': {}}, 'f:type': {}},"
                        + " 'f:template': {'f:metadata': {'f:labels': {'.': {}, 'f:app': {}}},"
                        + " 'f:spec': {'f:containers': {'k:{\\'name\\':\\'c\\'}': {'.': {},"
                        + " 'f:image': {}, 'f:name': {}, 'f:ports': {'.': {},"
                        + " 'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}': {'.': {},"
                        + " 'f:containerPort': {}, 'f:protocol': {}}}, 'f:resources': {}}}}}}}}")));
  }

  @Test
  void anUpdateTakesWhatItChanges() {
    session.update("one", "{'spec': {'replicas': 1, 'paused': true}}");

    session.update("two", "{'spec': {'replicas': 2, 'paused': true}}");

    assertThat(session.owners())
        .containsExactly("one updates .spec.paused", "two updates .spec.replicas");
  }

  @Test
  void theSameManagerKeepsOneEntry() {
    session.update("one", "{'spec': {'replicas': 1}}");

    session.update("one", "{'spec': {'replicas': 1, 'paused': true}}");

    assertThat(session.owners()).containsExactly("one updates .spec.paused .spec.replicas");
    assertThat(session.managedFields().get(0).toJson()).contains("2024-01-01T00:00:02Z");
  }

  @Test
  void anUpdateThatChangesNothingKeepsTheEntriesAndTheirTimes() {
    session.update("one", "{'spec': {'replicas': 1}}");
    JsonArray before = session.managedFields();

    session.update("two", "{'metadata': {'resourceVersion': '7'}, 'spec': {'replicas': 1}}");

    assertThat(session.managedFields()).isEqualTo(before);
  }

  @Test
  void whatIsRemovedHasNoOwnerAndWhoOwnsNothingGoes() {
    session.update("one", "{'spec': {'replicas': 1}}");
    session.update("two", "{'spec': {'replicas': 1, 'paused': true}}");

    session.update("three", "{'spec': {'paused': true}}");

    assertThat(session.owners()).containsExactly("two updates .spec.paused");
  }

  @Test
  void anUpdateTakesAnAppliedField() {
    session.apply("helm", "{'spec': {'replicas': 1, 'paused': true}}");

    session.update("scaler", "{'spec': {'replicas': 2, 'paused': true}}");

    assertThat(session.owners())
        .containsExactly("helm applies .spec.paused", "scaler updates .spec.replicas");
  }

  @Test
  void aStatusUpdateOwnsTheStatusAlone() {
    session.update("one", "{'spec': {'replicas': 1}}");

    session.update(
        "controller",
        Session.object("{'spec': {'replicas': 2}, 'status': {'readyReplicas': 1}}"),
        "status");

    assertThat(session.owners())
        .containsExactly(
            "one updates .spec.replicas", "controller updates status .status.readyReplicas");
  }

  @Test
  void whoScalesTakesTheReplicasAndHasNoTime() {
    session.apply("helm", "{'spec': {'replicas': 1, 'paused': true}}");

    session.update("scaler", session.live().withSpec(spec -> spec.with("replicas", 5)), "scale");

    assertThat(session.owners())
        .containsExactly("helm applies .spec.paused", "scaler updates scale .spec.replicas");
    assertThat(session.managedFields().get(1).toJson()).doesNotContain("\"time\"");
  }

  @Test
  void pastTenUpdatersTheOldestAreJoined() {
    JsonObject labels = JsonObject.EMPTY;
    for (int i = 0; i < 12; i++) {
      labels = labels.with("l" + i, "x");
      JsonObject now = labels;
      session.update(
          "m" + i, Session.object("{'spec': {}}").withMetadata(it -> it.with("labels", now)), "");
    }

    assertThat(session.owners())
        .hasSize(10)
        .first()
        .isEqualTo(
            "ancient-changes updates .metadata.labels .metadata.labels.l0 .metadata.labels.l1"
                + " .metadata.labels.l2");
  }

  @Test
  void anEmptyListOrEntryResets() {
    session.update("one", "{'spec': {'replicas': 1}}");
    ApiObject live = session.live();

    for (String reset : List.of("[]", "[{}]")) {
      ApiObject next =
          Session.object("{'metadata': {'managedFields': " + reset + "}, 'spec': {'replicas': 2}}");
      assertThat(session.fields.updated(live, next, "two", "").metadata().has("managedFields"))
          .isFalse();
    }
  }

  @Test
  void ownersThatCannotBeReadAreIgnored() {
    session.update("one", "{'spec': {'replicas': 1}}");

    for (String bad :
        List.of(
            "[{'operation': 'Create', 'apiVersion': 'v1', 'fieldsType': 'FieldsV1'}]",
            "[{'operation': 'Update', 'fieldsType': 'FieldsV1'}]",
            "[{'operation': 'Update', 'apiVersion': 'v1'}]",
            "[{'operation': 'Update', 'apiVersion': 'v1', 'fieldsType': 'FieldsV1',"
                + " 'fieldsV1': {'f': {}}}]")) {
      session.update(
          "one", "{'metadata': {'managedFields': " + bad + "}, 'spec': {'replicas': 1}}");
      assertThat(session.owners()).containsExactly("one updates .spec.replicas");
    }
  }

  @Test
  void ownersMayBeChangedByTheObjectButNotByItsStatus() {
    session.update("one", "{'spec': {'replicas': 1}}");
    String sent =
        "{'metadata': {'managedFields': [{'manager': 'x', 'operation': 'Update', 'apiVersion':"
            + " 'apps/v1', 'fieldsType': 'FieldsV1', 'fieldsV1': {'f:spec': {'f:replicas': {}}}}]},"
            + " 'spec': {'replicas': 1}}";

    session.update("two", Session.object(sent), "status");
    assertThat(session.owners()).containsExactly("one updates .spec.replicas");

    session.update("two", sent);
    assertThat(session.owners()).containsExactly("x updates .spec.replicas");
  }

  @Test
  void anObjectThatWasStoredWithoutOwnersStaysWithout() {
    ApiObject old = Session.object("{'metadata': {'uid': 'u'}, 'spec': {'replicas': 1}}");
    ApiObject next = Session.object("{'metadata': {'uid': 'u'}, 'spec': {'replicas': 2}}");

    assertThat(session.fields.updated(old, next, "one", "").metadata().has("managedFields"))
        .isFalse();
  }

  @Test
  void entriesOfAVersionThatIsGoneAreDropped() {
    session.update(
        "two",
        "{'metadata': {'managedFields': [{'manager': 'x', 'operation': 'Update', 'apiVersion':"
            + " 'apps/v0', 'fieldsType': 'FieldsV1', 'fieldsV1': {'f:spec': {'f:paused': {}}}}]},"
            + " 'spec': {'replicas': 1, 'paused': true}}");

    assertThat(session.owners()).containsExactly("two updates .spec.paused .spec.replicas");
  }

  @Test
  void whatOwnedWithinAFieldThatBecameAtomicOwnsTheField() {
    session.update(
        "two",
        "{'metadata': {'managedFields': [{'manager': 'x', 'operation': 'Apply', 'apiVersion':"
            + " 'apps/v1', 'fieldsType': 'FieldsV1', 'fieldsV1': {'f:spec': {'f:selector':"
            + " {'f:matchLabels': {'f:a': {}}}}}}]}, 'spec': {'replicas': 1}}");

    assertThat(session.owners())
        .containsExactly("x applies .spec.selector", "two updates .spec.replicas");
  }

  @Test
  void aKindWithoutSchemaIsMergedByItsLooks() {
    ApiObject thing =
        new ApiObject(
            json(
                "{'apiVersion': 'x.io/v1', 'kind': 'Thing', 'metadata': {'name': 'n'}, 'spec':"
                    + " {'a': {'b': 1}, 'list': [1, 2]}}"));

    JsonObject entry =
        session
            .fields
            .updated(new ApiObject(JsonObject.EMPTY), thing, "one", "")
            .metadata()
            .array("managedFields")
            .objects()
            .findFirst()
            .orElseThrow();

    assertThat(entry.object("fieldsV1"))
        .isEqualTo(json("{'f:spec': {'.': {}, 'f:a': {'.': {}, 'f:b': {}}, 'f:list': {}}}"));
  }

  @Test
  void timesOfIdleRequestsAreTakenBack() {
    session.update("one", "{'spec': {'replicas': 1}}");
    ApiObject live = session.live();
    ApiObject later =
        live.withMetadata(
            it -> it.mapEach("managedFields", entry -> entry.with("time", "2030-01-01T00:00:00Z")));

    assertThat(session.fields.withoutIdleTimes(live, later)).isEqualTo(live);
    ApiObject changed = later.withSpec(spec -> spec.with("replicas", 2));
    assertThat(session.fields.withoutIdleTimes(live, changed)).isSameAs(changed);
  }

  @Test
  void itemsThatCannotBeToldApartLeaveNoOwners() {
    session.update(
        "one",
        "{'spec': {'template': {'spec': {'containers': [{'name': 'c', 'env': [{'value': 'x'}]}]}}}}");

    assertThat(session.managedFields()).isEmpty();
  }
}
