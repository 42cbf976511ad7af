package dev.keelson.controllers.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RevisionTest {
  private static List<String> fixtures() throws IOException {
    try (InputStream in = RevisionTest.class.getResourceAsStream("revisions.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
  }

  private static Revision revision(String kind, String name, String template) {
    ApiObject set =
        InMemoryCluster.object(
            """
            apiVersion: apps/v1
            kind: %s
            metadata: {name: %s, namespace: default, uid: u}
            """
                .formatted(kind, name));
    JsonObject tree = (JsonObject) JsonReader.read(template);
    return Revision.of(
        set.with("spec", JsonObject.of("template", tree)), "hash", 1, OptionalLong.empty());
  }

  private static String data(Revision revision) {
    return JsonWriter.text(revision.object().tree().object("data"));
  }

  @TestFactory
  List<DynamicTest> its_data_has_the_bytes_that_upstream_writes() throws IOException {
    List<String> lines = fixtures();
    return java.util.stream.IntStream.range(0, lines.size() / 3)
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    lines.get(3 * i),
                    () -> {
                      String[] names = lines.get(3 * i).split(" ");
                      Revision ours = revision(names[0], names[1], lines.get(3 * i + 1));
                      assertThat(data(ours)).isEqualTo(lines.get(3 * i + 2));
                      if (names[0].equals("StatefulSet")) {
                        assertThat(ours.name()).isEqualTo(names[2]);
                      }
                    }))
        .toList();
  }

  @Test
  void what_go_would_not_hold_changes_nothing() {
    String plain =
        """
        {"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";
    String wordy =
        """
        {"spec":{"hostNetwork":false,"nodeSelector":{},"containers":[{"image":"i","name":"c","args":[],
        "resources":{},"env":null,"tty":false}]},"metadata":{"creationTimestamp":null,"labels":{"a":"b"},
        "annotations":{}}}""";
    assertThat(data(revision("DaemonSet", "s", wordy)))
        .isEqualTo(data(revision("DaemonSet", "s", plain)))
        .contains("\"resources\":{}");
  }

  @Test
  void what_points_to_a_zero_is_not_nothing() {
    String zeros =
        """
        {"spec":{"containers":[],"terminationGracePeriodSeconds":0,"enableServiceLinks":false,
        "securityContext":{}}}""";
    assertThat(data(revision("DaemonSet", "s", zeros)))
        .contains("\"enableServiceLinks\":false")
        .contains("\"securityContext\":{}")
        .contains("\"terminationGracePeriodSeconds\":0");
  }

  @Test
  void its_bytes_survive_the_api() {
    try (InMemoryCluster cluster = InMemoryCluster.open()) {
      String template = "{\"spec\":{\"containers\":[{\"name\":\"c\",\"args\":[\"a<b&&c>d\"]}]}}";
      Revision wanted = revision("DaemonSet", "s", template);
      ApiObject object =
          wanted
              .object()
              .withMetadata(metadata -> metadata.with("ownerReferences", JsonArray.EMPTY));
      ApiObject made =
          cluster.client("test").resource("apps/v1", "controllerrevisions").create(object);
      assertThat(data(new Revision(made))).isEqualTo(data(wanted)).contains("a\\u003cb");
    }
  }
}
