package dev.keelson.apiserver.model.strict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.schema.SmallPod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldCheckTest {
  @Test
  void unknown_fields_are_told_by_path() {
    JsonObject tree =
        JsonReader.readObject(
            """
            {"foo":{"bar":1},"metadata":{"labels":{"any":"x"},"Name":"y"},
             "spec":{"containers":[{"name":"a"},{"nane":"b","ports":[{"x":1}]}],"bar":2},
             "raw":{"x":1},"any":{"x":1}}
            """);
    assertThat(FieldCheck.unknown(tree, SmallPod.SCHEMA))
        .containsExactly(
            "foo",
            "metadata.Name",
            "spec.containers[1].nane",
            "spec.containers[1].ports[0].x",
            "spec.bar");
  }

  @Test
  void a_hundred_at_most() {
    JsonObject.Builder many = JsonObject.builder();
    for (int i = 0; i < 200; i++) {
      many.put("x" + i, i);
    }
    assertThat(FieldCheck.unknown(many.build(), SmallPod.SCHEMA)).hasSize(FieldCheck.MOST);
  }

  @Test
  void problems_are_duplicates_and_unknown_fields() {
    List<String> duplicates = new ArrayList<>();
    JsonObject tree =
        (JsonObject)
            JsonReader.read(
                ("{\"x\":1,\"x\":{\"y\":1,\"y\":1},\"kind\":1,\"kind\":2,\"raw\":{\"z\":1,\"z\":2},"
                        + "\"metadata\":{\"labels\":{\"a\":1,\"a\":2}},\"q\\\"\":1}")
                    .getBytes(UTF_8),
                duplicates::add);
    List<String> problems = FieldCheck.problems(duplicates, tree, SmallPod.SCHEMA);
    assertThat(problems)
        .containsExactly(
            "unknown field \"x\"",
            "duplicate field \"kind\"",
            "duplicate field \"metadata.labels.a\"",
            "unknown field \"q\\\"\"");
    assertThat(FieldCheck.strictDecodingError(problems.subList(0, 2)))
        .isEqualTo("strict decoding error: unknown field \"x\", duplicate field \"kind\"");
  }
}
