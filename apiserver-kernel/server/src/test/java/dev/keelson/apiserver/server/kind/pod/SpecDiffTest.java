package dev.keelson.apiserver.server.kind.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonReader;
import org.junit.jupiter.api.Test;

class SpecDiffTest {
  @Test
  void showsThreeLinesRoundEachChange() {
    String diff =
        SpecDiff.of(
            JsonReader.read("{\"a\":1,\"b\":[1,2],\"c\":3,\"d\":4,\"e\":5,\"f\":6}"),
            JsonReader.read("{\"a\":1,\"b\":[1,9],\"c\":3,\"d\":4,\"e\":5,\"f\":6}"));

    assertThat(diff)
        .isEqualTo(
            """
            @@ -2,7 +2,7 @@
              "a": 1,
              "b": [
               1,
            -  2
            +  9
              ],
              "c": 3,
              "d": 4,
            """);
  }

  @Test
  void nothingChanged() {
    assertThat(SpecDiff.of(JsonReader.read("{\"a\":1}"), JsonReader.read("{\"a\":1}"))).isEmpty();
  }
}
