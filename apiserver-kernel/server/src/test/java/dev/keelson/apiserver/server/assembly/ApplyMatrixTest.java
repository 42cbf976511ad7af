package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.assembly.Kernel.Reply;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two managers and one field: who may write it in which way, and whose it is then. The field is of
 * its own (granular), part of a list that is one value (atomic), or in a list's item with a key
 * (map); or it is an item of a set, which nobody can be in conflict about.
 */
class ApplyMatrixTest {
  private static final String ALL = "/apis/apps/v1/namespaces/default/deployments";
  private static final String APPLY = "application/apply-patch+yaml";
  private static final String MERGE = "application/merge-patch+json";
  private static final AtomicInteger MADE = new AtomicInteger();

  private static Kernel kernel;

  @BeforeAll
  static void open() {
    kernel = Kernel.open();
  }

  @AfterAll
  static void close() {
    kernel.close();
  }

  /** What the field is, and where. */
  private enum Kind {
    GRANULAR(".spec.replicas", "f:spec", "f:replicas"),
    ATOMIC(
        ".spec.template.spec.containers[name=\"c\"].args",
        "f:spec",
        "f:template",
        "f:spec",
        "f:containers",
        "k:{\"name\":\"c\"}",
        "f:args"),
    MAP(
        ".spec.template.spec.containers[name=\"c\"].env[name=\"E\"].value",
        "f:spec",
        "f:template",
        "f:spec",
        "f:containers",
        "k:{\"name\":\"c\"}",
        "f:env",
        "k:{\"name\":\"E\"}",
        "f:value"),
    SET(".metadata.finalizers", "f:metadata", "f:finalizers");

    final String path;
    final List<String> owned;

    Kind(String path, String... owned) {
      this.path = path;
      this.owned = List.of(owned);
    }
  }

  /** {@code value} "": without the field. */
  private static String deployment(String name, Kind kind, String value) {
    boolean has = !value.isEmpty();
    String container =
        "{'name':'c','image':'i'%s%s}"
            .formatted(
                has && kind == Kind.ATOMIC ? ",'args':['all','" + value + "']" : "",
                has && kind == Kind.MAP ? ",'env':[{'name':'E','value':'" + value + "'}]" : "");
    return ("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'%s'%s},'spec':{%s"
            + "'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
            + "'spec':{'containers':[%s]}}}}")
        .formatted(
            name,
            has && kind == Kind.SET ? ",'finalizers':['x.io/" + value + "']" : "",
            has && kind == Kind.GRANULAR ? "'replicas':" + value + "," : "",
            container);
  }

  /** The field, as text; of a set all of it. */
  private static String value(JsonObject deployment, Kind kind) {
    JsonObject container =
        deployment
            .objectAt("spec", "template", "spec")
            .array("containers")
            .objects()
            .findFirst()
            .orElseThrow();
    return switch (kind) {
      case GRANULAR -> deployment.object("spec").get("replicas").toJson();
      case ATOMIC -> String.join("+", container.array("args").texts().skip(1).toList());
      case MAP ->
          container.array("env").objects().map(each -> each.text("value")).findFirst().orElse("");
      case SET ->
          String.join(
              "+",
              deployment
                  .object("metadata")
                  .array("finalizers")
                  .texts()
                  .map(each -> each.substring("x.io/".length()))
                  .sorted()
                  .toList());
    };
  }

  /** {@code one:Apply two:Update}. */
  private static String owners(JsonObject deployment, Kind kind) {
    TreeSet<String> owners = new TreeSet<>();
    deployment
        .object("metadata")
        .array("managedFields")
        .objects()
        .forEach(
            entry -> {
              JsonObject fields = entry.object("fieldsV1");
              for (String step : kind.owned.subList(0, kind.owned.size() - 1)) {
                fields = fields.object(step);
              }
              if (fields.has(kind.owned.getLast())) {
                owners.add(entry.text("manager") + ":" + entry.text("operation"));
              }
            });
    return String.join(" ", owners);
  }

  private static Reply write(String how, String manager, String name, Kind kind, String value) {
    String path = ALL + "/" + name;
    String query = "?fieldManager=" + manager;
    return switch (how) {
      case "apply" -> kernel.send("PATCH", path + query, APPLY, deployment(name, kind, value));
      case "force" ->
          kernel.send("PATCH", path + query + "&force=true", APPLY, deployment(name, kind, value));
      case "create" -> kernel.post(ALL + query, deployment(name, kind, value));
      case "put" -> kernel.send("PUT", path + query, Kernel.JSON, deployment(name, kind, value));
      case "merge" -> kernel.send("PATCH", path + query, MERGE, deployment(name, kind, value));
      default -> throw new IllegalArgumentException(how);
    };
  }

  @ParameterizedTest
  @CsvSource({
    // field, how one wrote 1, how two writes what, status, what is there then, whose it is
    "GRANULAR, apply, apply, 2, 409, 1, one:Apply",
    "GRANULAR, apply, apply, 1, 200, 1, one:Apply two:Apply",
    "GRANULAR, apply, force, 2, 200, 2, two:Apply",
    "GRANULAR, apply, force, 1, 200, 1, one:Apply two:Apply",
    "GRANULAR, apply, put, 2, 200, 2, two:Update",
    "GRANULAR, apply, put, 1, 200, 1, one:Apply",
    "GRANULAR, apply, merge, 2, 200, 2, two:Update",
    "GRANULAR, apply, merge, 1, 200, 1, one:Apply",
    "GRANULAR, create, apply, 2, 409, 1, one:Update",
    "GRANULAR, create, apply, 1, 200, 1, one:Update two:Apply",
    "GRANULAR, create, force, 2, 200, 2, two:Apply",
    "GRANULAR, create, put, 2, 200, 2, two:Update",
    "GRANULAR, create, merge, 2, 200, 2, two:Update",
    "ATOMIC, apply, apply, 2, 409, 1, one:Apply",
    "ATOMIC, apply, apply, 1, 200, 1, one:Apply two:Apply",
    "ATOMIC, apply, force, 2, 200, 2, two:Apply",
    "ATOMIC, apply, put, 2, 200, 2, two:Update",
    "ATOMIC, apply, put, 1, 200, 1, one:Apply",
    "ATOMIC, create, apply, 2, 409, 1, one:Update",
    "ATOMIC, create, force, 2, 200, 2, two:Apply",
    "ATOMIC, create, merge, 2, 200, 2, two:Update",
    "MAP, apply, apply, 2, 409, 1, one:Apply",
    "MAP, apply, apply, 1, 200, 1, one:Apply two:Apply",
    "MAP, apply, force, 2, 200, 2, two:Apply",
    "MAP, apply, put, 2, 200, 2, two:Update",
    "MAP, apply, put, 1, 200, 1, one:Apply",
    "MAP, create, apply, 2, 409, 1, one:Update",
    "MAP, create, force, 2, 200, 2, two:Apply",
    "MAP, create, merge, 2, 200, 2, two:Update",
    "SET, apply, apply, 2, 200, 1+2, one:Apply two:Apply",
    "SET, apply, apply, 1, 200, 1, one:Apply two:Apply",
    "SET, apply, force, 2, 200, 1+2, one:Apply two:Apply",
    "SET, apply, put, 2, 200, 2, two:Update",
    "SET, create, apply, 2, 200, 1+2, one:Update two:Apply",
  })
  void twoManagers(
      Kind kind, String first, String second, String value, int status, String then, String whose) {
    String name = "d" + MADE.incrementAndGet();
    write(first, "one", name, kind, "1").is(201);
    Reply reply = write(second, "two", name, kind, value).is(status);
    if (status == 409) {
      String holder = first.equals("create") ? "\"one\" using apps/v1" : "\"one\"";
      assertThat(reply.reason()).isEqualTo("Conflict");
      assertThat(reply.message())
          .isEqualTo("Apply failed with 1 conflict: conflict with " + holder + ": " + kind.path);
      assertThat(reply.json().object("details").array("causes").objects())
          .singleElement()
          .satisfies(
              cause -> {
                assertThat(cause.text("reason")).isEqualTo("FieldManagerConflict");
                assertThat(cause.text("field")).isEqualTo(kind.path);
              });
    }
    JsonObject after = kernel.get(ALL + "/" + name).is(200).json();
    assertThat(value(after, kind)).isEqualTo(then);
    assertThat(owners(after, kind)).isEqualTo(whose);
  }

  @ParameterizedTest
  @CsvSource({
    // field, whether two applied it too, what is there when one applies no more
    "GRANULAR, false, 1", // the default
    "GRANULAR, true, 5",
    "ATOMIC, false, ''",
    "ATOMIC, true, 5",
    "MAP, false, ''",
    "MAP, true, 5",
    "SET, false, ''",
    "SET, true, 5",
  })
  void whatIsAppliedNoMoreGoesUnlessAnotherHasIt(Kind kind, boolean isShared, String then) {
    String name = "gone" + MADE.incrementAndGet();
    write("apply", "one", name, kind, "5").is(201);
    if (isShared) {
      write("apply", "two", name, kind, "5").is(200);
    }
    Reply after = write("apply", "one", name, kind, "").is(200);
    assertThat(value(after.json(), kind)).isEqualTo(then);
    assertThat(owners(after.json(), kind)).isEqualTo(isShared ? "two:Apply" : "");
  }

  @Test
  void applyingTheSameAgainWritesNothing() {
    write("apply", "one", "same", Kind.MAP, "1").is(201);
    String before = kernel.get(ALL + "/same").version();
    assertThat(write("apply", "one", "same", Kind.MAP, "1").is(200).version()).isEqualTo(before);
    assertThat(write("force", "one", "same", Kind.MAP, "1").is(200).version()).isEqualTo(before);
  }

  @Test
  void subresourcesHaveManagersOfTheirOwn() {
    write("apply", "one", "scoped", Kind.GRANULAR, "1").is(201);
    kernel
        .send("PATCH", ALL + "/scoped/scale?fieldManager=scaler", MERGE, "{'spec':{'replicas':7}}")
        .is(200);
    JsonObject scaled = kernel.get(ALL + "/scoped").json();
    assertThat(owners(scaled, Kind.GRANULAR)).isEqualTo("scaler:Update");
    assertThat(write("apply", "one", "scoped", Kind.GRANULAR, "1").is(409).message())
        .contains("conflict with \"scaler\" with subresource \"scale\"", ".spec.replicas");
    kernel
        .send(
            "PATCH",
            ALL + "/scoped/status?fieldManager=one&force=true",
            APPLY,
            "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'scoped'},'status':"
                + "{'replicas':7}}")
        .is(200);
    assertThat(kernel.get(ALL + "/scoped").json().at("spec", "replicas").toJson()).isEqualTo("7");
    JsonObject read = JsonReader.readObject(kernel.get(ALL + "/scoped").text());
    assertThat(
            read.object("metadata")
                .array("managedFields")
                .objects()
                .filter(each -> each.get("subresource").equals(JsonString.of("status")))
                .map(each -> each.text("manager")))
        .containsExactly("one");
  }
}
