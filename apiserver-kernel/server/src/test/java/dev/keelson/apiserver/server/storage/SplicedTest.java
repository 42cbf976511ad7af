package dev.keelson.apiserver.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.apiserver.model.json.BadJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplicedTest {
  private static Spliced splice(String json, long revision) {
    return Spliced.of(json.getBytes(StandardCharsets.UTF_8), revision);
  }

  private static String text(Spliced spliced) {
    return new String(spliced.json(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"metadata\":{}} | {\"metadata\":{\"resourceVersion\":\"7\"}}",
        "{\"a\":[{\"metadata\":{}}],\"metadata\":{\"name\":\"x\"}} |"
            + " {\"a\":[{\"metadata\":{}}],\"metadata\":{\"resourceVersion\":\"7\",\"name\":\"x\"}}",
        "{\"metadata\":{\"uid\":\"u\\\"\",\"z\":1}} |"
            + " {\"metadata\":{\"uid\":\"u\\\"\",\"resourceVersion\":\"7\",\"z\":1}}",
        "{\"metadata\":{\"resourceVersion\":\"12345\",\"z\":1},\"y\":true} |"
            + " {\"metadata\":{\"resourceVersion\":\"7\",\"z\":1},\"y\":true}",
        "{ \"metadata\" : { \"uid\" : \"u\" } } |"
            + " { \"metadata\" : { \"uid\" : \"u\",\"resourceVersion\":\"7\" } }",
      })
  void theVersionGoesWhereGoWritesIt(String before, String after) {
    Spliced spliced = splice(before.strip(), 7);
    assertThat(text(spliced)).isEqualTo(after.strip());
    assertThat(text(spliced.at(1234567))).isEqualTo(after.strip().replace("\"7\"", "\"1234567\""));
    assertThat(text(spliced.at(1234567).at(7))).isEqualTo(after.strip());
  }

  @Test
  void placesMoveWithWhatWasPutIn() {
    String json = "{\"metadata\":{\"labels\":{\"a\":\"b\"},\"uid\":\"u\",\"x\":{\"uid\":\"no\"}}}";
    for (Spliced each : new Spliced[] {splice(json, 7), splice(json, 7).at(1000)}) {
      assertThat(JsonPlaces.strings(each.json(), each.labelsAt())).isEqualTo(Map.of("a", "b"));
      assertThat(JsonPlaces.string(each.json(), each.uidAt())).isEqualTo("u");
    }
    String late = "{\"metadata\":{\"uid\":\"u\",\"labels\":{\"a\":\"\\u00e4\",\"n\":1}}}";
    Spliced spliced = splice(late, 7).at(1000);
    assertThat(JsonPlaces.strings(spliced.json(), spliced.labelsAt())).isEqualTo(Map.of("a", "ä"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"{}", "[]", "{\"metadata\":1}", "{\"metadata\":{", "{\"metadata\":{\"a\":\"", "``"})
  void whatHasNoMetadataIsRefused(String json) {
    assertThatThrownBy(() -> splice(json, 7)).isInstanceOf(BadJson.class);
  }
}
