package dev.keelson.apiserver.server.kind.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.quantity.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodResourcesTest {
  private static final String TWO =
      """
      {"containers": [{"resources": {"requests": {"cpu": "1", "memory": "1Gi"}}},
                      {"resources": {"requests": {"cpu": "500m"}, "limits": {"cpu": "2"}}}],
       "initContainers": [%s], "overhead": {"cpu": "100m", "memory": "1Mi"}}""";

  private static JsonObject spec(String initContainers) {
    return JsonReader.readObject(TWO.formatted(initContainers));
  }

  private static String amount(String quantity) {
    return Quantity.parse(quantity).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                                        | 1600m | 1025Mi
          {"resources":{"requests":{"cpu":"3"}}}                                    | 3100m | 1025Mi
          {"restartPolicy":"Always","resources":{"requests":{"cpu":"1"}}}           | 2600m | 1025Mi
          {"restartPolicy":"Always","resources":{"requests":{"cpu":"1"}}},{"resources":{"requests":{"cpu":"3"}}} | 4100m | 1025Mi
          {"resources":{"requests":{"cpu":"3"}}},{"restartPolicy":"Always","resources":{"requests":{"cpu":"1"}}} | 3100m | 1025Mi
          """)
  void requests(String initContainers, String cpu, String memory) {
    assertThat(PodResources.requests(spec(initContainers)))
        .containsOnly(
            Map.entry("cpu", Quantity.parse(cpu)), Map.entry("memory", Quantity.parse(memory)));
    assertThat(PodResources.requests(spec(initContainers)).get("cpu")).hasToString(amount(cpu));
  }

  @Test
  void overheadIsAddedToWhatIsLimited() {
    assertThat(PodResources.limits(spec("")))
        .containsOnly(Map.entry("cpu", Quantity.parse("2100m")));
  }

  @Test
  void whatThePodStatesGoesBeforeTheSum() {
    JsonObject stated =
        spec("").with("resources", JsonReader.readObject("{\"requests\": {\"cpu\": \"7\"}}"));

    assertThat(PodResources.requests(stated)).containsEntry("cpu", Quantity.parse("7100m"));
    assertThat(PodResources.requests(stated)).containsEntry("memory", Quantity.parse("1025Mi"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"containers":[{}]}                                                                  | BestEffort
          {"containers":[{"resources":{"requests":{"cpu":"0"}}}]}                              | BestEffort
          {"containers":[{"resources":{"requests":{"example.com/gpu":"1"}}}]}                  | BestEffort
          {"containers":[{"resources":{"limits":{"cpu":"1"},"requests":{"cpu":"1"}}}]}         | Burstable
          {"containers":[{"resources":{"limits":{"cpu":"1","memory":"1"},"requests":{"cpu":"1","memory":"1"}}}]} | Guaranteed
          {"containers":[{"resources":{"limits":{"cpu":"1","memory":"1"},"requests":{"cpu":"1","memory":"1"}}},{}]} | Burstable
          {"containers":[{"resources":{"limits":{"cpu":"2","memory":"1"},"requests":{"cpu":"1","memory":"1"}}}]} | Burstable
          {"containers":[{}],"resources":{"limits":{"cpu":"1","memory":"1"},"requests":{"cpu":"1","memory":"1"}}} | Guaranteed
          """)
  void qualityOfService(String spec, String expected) {
    assertThat(QosClass.of(JsonReader.readObject(spec)).text()).isEqualTo(expected);
  }
}
