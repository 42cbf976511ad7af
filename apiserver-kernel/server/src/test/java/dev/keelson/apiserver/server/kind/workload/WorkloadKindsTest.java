package dev.keelson.apiserver.server.kind.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.pod.EphemeralContainersRules;
import dev.keelson.apiserver.server.kind.pod.ResizeRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a kube-apiserver 1.36.3 answered to these objects, in {@code workloads/*.jsonl}: what they
 * became, or what was wrong with them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkloadKindsTest {
  /** One line of test data, with its changes applied. */
  record Case(String name, String sub, JsonObject before, JsonObject object, JsonObject expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<JsonObject> lines(String file) {
    try (InputStream in =
        WorkloadKindsTest.class.getResourceAsStream("/workloads/" + file + ".jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(JsonReader::readObject)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All cases of a kind in one test: hundreds of tests would take longer than they say. */
  record Group(String name, List<Case> cases) {
    @Override
    public String toString() {
      return name + " (" + cases.size() + ")";
    }
  }

  private static List<Group> groups(List<Case> cases) {
    Map<String, List<Case>> groups = new LinkedHashMap<>();
    for (Case each : cases) {
      String kind = new ApiObject(each.object()).kind() + " " + each.sub();
      groups.computeIfAbsent(kind, _ -> new ArrayList<>()).add(each);
    }
    return groups.entrySet().stream()
        .map(group -> new Group(group.getKey(), group.getValue()))
        .toList();
  }

  static List<Group> created() {
    return groups(createdCases());
  }

  static List<Group> updated() {
    return groups(updatedCases());
  }

  private static List<Case> createdCases() {
    Map<String, JsonObject> bases = new HashMap<>();
    List<Case> cases = new ArrayList<>();
    for (JsonObject line : lines("created")) {
      if (line.has("base")) {
        bases.put(line.text("base"), line);
        cases.add(new Case(line.text("base"), "", JsonObject.EMPTY, line.object("object"), line));
        continue;
      }
      JsonObject base = bases.get(line.text("of"));
      JsonObject expected =
          line.has("errors")
              ? line
              : line.with(
                  "becomes", TreeChange.applied(base.object("becomes"), line.array("becomes")));
      cases.add(
          new Case(
              line.text("of") + " " + line.array("put").toJson(),
              "",
              JsonObject.EMPTY,
              TreeChange.applied(base.object("object"), line.array("put")),
              expected));
    }
    return cases;
  }

  private static List<Case> updatedCases() {
    List<Case> cases = new ArrayList<>();
    JsonObject before = JsonObject.EMPTY;
    String sub = "";
    for (JsonObject line : lines("updated")) {
      if (line.has("before")) {
        before = line.object("before");
        sub = line.text("sub");
        continue;
      }
      JsonObject expected =
          line.has("errors")
              ? line
              : line.with("becomes", TreeChange.applied(bare(before), line.array("becomes")));
      cases.add(
          new Case(
              before.text("kind") + "/" + sub + " " + line.array("put").toJson(),
              sub,
              before,
              TreeChange.applied(before, line.array("put")),
              expected));
    }
    return cases;
  }

  /** Without what is no matter of a kind. */
  private static JsonObject bare(JsonObject object) {
    return object.mapObject(
        "metadata",
        metadata ->
            metadata
                .without("generation")
                .without("resourceVersion")
                .without("uid")
                .without("creationTimestamp"));
  }

  @ParameterizedTest
  @MethodSource
  void created(Group group) {
    assertThat(group.cases()).allSatisfy(WorkloadKindsTest::checkCreated);
  }

  @ParameterizedTest
  @MethodSource
  void updated(Group group) {
    assertThat(group.cases()).allSatisfy(WorkloadKindsTest::checkUpdated);
  }

  private static void checkCreated(Case each) {
    GroupVersionKind kind = new ApiObject(each.object()).kind();
    ApiObject filled = new ApiObject(WorkloadKinds.defaults(kind).fill(each.object()));
    ApiObject prepared = WorkloadKinds.preparation(kind).forCreate(filled);
    FieldErrors errors = new FieldErrors();
    WorkloadKinds.rules(kind).created(prepared, errors);
    compare(each, errors, prepared.tree());
    assertThat(WorkloadKinds.defaults(kind).fill(filled.tree())).isEqualTo(filled.tree());
  }

  private static void checkUpdated(Case each) {
    ApiObject before = new ApiObject(each.before());
    GroupVersionKind kind = before.kind();
    ApiObject next = new ApiObject(WorkloadKinds.defaults(kind).fill(each.object()));
    Preparation preparation = WorkloadKinds.preparation(kind);
    Rules rules = WorkloadKinds.rules(kind);
    FieldErrors errors = new FieldErrors();
    ApiObject prepared;
    switch (each.sub()) {
      case "status" -> {
        prepared = preparation.forStatusUpdate(next, before);
        rules.statusUpdated(prepared, before, errors);
      }
      case "resize" -> {
        prepared = ResizeRules.prepared(next, before);
        ResizeRules.check(prepared, before, errors);
      }
      case "ephemeralcontainers" -> {
        prepared = EphemeralContainersRules.prepared(next, before);
        EphemeralContainersRules.check(prepared, before, errors);
      }
      default -> {
        prepared = preparation.forUpdate(next, before);
        rules.updated(prepared, before, errors);
      }
    }
    compare(each, errors, bare(prepared.tree()));
  }

  private static void compare(Case each, FieldErrors errors, JsonObject became) {
    // The first line says it; what may follow is a diff.
    List<String> found =
        errors.causes().stream()
            .map(cause -> (cause.field() + ": " + cause.message()).lines().findFirst().orElse(""))
            .distinct()
            .toList();
    JsonArray expected = each.expected().array("errors");
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected.texts().toList());
    if (!each.expected().has("errors")) {
      assertThat(became).isEqualTo(each.expected().object("becomes"));
    }
  }

  @Test
  void everythingElseHasNothingParticular() {
    GroupVersionKind other = GroupVersionKind.of("v1", "ConfigMap");

    assertThat(WorkloadKinds.defaults(other)).isSameAs(Defaults.NONE);
    assertThat(WorkloadKinds.rules(other)).isSameAs(Rules.NONE);
    assertThat(WorkloadKinds.preparation(other)).isSameAs(Preparation.NONE);
  }
}
