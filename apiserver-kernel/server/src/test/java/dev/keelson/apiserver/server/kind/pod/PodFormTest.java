package dev.keelson.apiserver.server.kind.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import org.junit.jupiter.api.Test;

class PodFormTest {
  private static JsonObject spec(String text) {
    return PodForm.spec(JsonReader.readObject(text.replace('\'', '"')));
  }

  @Test
  void whatIsNotSetIsShownAsGoHasIt() {
    JsonObject spec = spec("{'containers':[{'name':'c','image':'i','ports':[{'hostIP':'1'}]}]}");

    assertThat(spec.nameAt(0)).isEqualTo("Volumes");
    assertThat(spec.get("Volumes").isNull()).isTrue();
    assertThat(spec.text("RestartPolicy", "none")).isEmpty();
    JsonObject container = (JsonObject) spec.array("Containers").get(0);
    assertThat(container.object("Resources").toJson())
        .isEqualTo("{\"Limits\":null,\"Requests\":null,\"Claims\":null}");
    assertThat(container.get("TTY").toJson()).isEqualTo("false");
    assertThat(container.array("Ports").toJson())
        .isEqualTo(
            "[{\"Name\":\"\",\"HostPort\":0,\"ContainerPort\":0,\"Protocol\":\"\",\"HostIP\":\"1\"}]");
  }

  @Test
  void theHostsNamespacesBelongToTheContext() {
    JsonObject context =
        spec("{'hostPID':true,'securityContext':{'fsGroup':3}}").object("SecurityContext");

    assertThat(context.isTrue("HostPID")).isTrue();
    assertThat(context.number("FSGroup", 0)).isEqualTo(3);
    assertThat(context.get("HostUsers").isNull()).isTrue();
  }

  @Test
  void mapsAreSorted() {
    assertThat(spec("{'nodeSelector':{'b':'2','a':'1'}}").object("NodeSelector").names())
        .containsExactly("a", "b");
  }
}
