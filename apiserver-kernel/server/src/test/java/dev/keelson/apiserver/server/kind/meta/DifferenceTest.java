package dev.keelson.apiserver.server.kind.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DifferenceTest {
  @Test
  void showsThreeLinesAround() {
    String before = "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}";
    String after = "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":9,\"f\":6}";
    assertThat(Difference.of(JsonReader.read(before), JsonReader.read(after)))
        .isEqualTo(
            """
            @@ -3,6 +3,6 @@
              "b": 2,
              "c": 3,
              "d": 4,
            - "e": 5,
            + "e": 9,
              "f": 6
             }
            """);
  }

  @Test
  void splitsWhatLiesApart() {
    assertThat(Difference.of(numbers(0, 40), numbers(1, 41)))
        .contains("@@ -1,5 +1,4 @@")
        .contains("@@ -38,5 +37,6 @@");
    assertThat(Difference.of(numbers(0, 9), numbers(0, 9))).isEmpty();
  }

  private static JsonValue numbers(long from, long to) {
    return new JsonArray(LongStream.range(from, to).<JsonValue>mapToObj(JsonLong::of).toList());
  }
}
