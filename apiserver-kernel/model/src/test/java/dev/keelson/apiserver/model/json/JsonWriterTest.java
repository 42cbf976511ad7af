package dev.keelson.apiserver.model.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  private static final JsonValue TREE =
      JsonReader.read("{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[],\"e\":\"x\\\"\\u0001é\"}");

  @Test
  void compact() {
    assertThat(TREE.toJson())
        .isEqualTo("{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[],\"e\":\"x\\\"\\u0001é\"}");
  }

  @Test
  void what_html_would_read_is_escaped_as_go_does() {
    assertThat(JsonString.of("a<b>&\u2028\u2029\u007f").toJson())
        .isEqualTo("\"a\\u003cb\\u003e\\u0026\\u2028\\u2029\u007f\"");
  }

  @Test
  void pretty_is_indented_as_go_does() {
    assertThat(new String(JsonWriter.pretty(TREE), UTF_8))
        .isEqualTo(
            """
            {
              "a": [
                1,
                {
                  "b": null
                }
              ],
              "c": {},
              "d": [],
              "e": "x\\"\\u0001é"
            }""");
  }

  @Test
  void values_and_ready_made_bytes_go_into_one_buffer() throws IOException {
    JsonWriter writer = new JsonWriter(1);
    writer.raw("{\"items\":[").value(JsonLong.of(5)).raw(",").raw("true".getBytes(UTF_8)).raw("]}");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.writeTo(out);
    assertThat(out.toString(UTF_8)).isEqualTo("{\"items\":[5,true]}");
    assertThat(writer.size()).isEqualTo(18);
    writer.clear();
    assertThat(writer.value(JsonBool.TRUE).toString()).isEqualTo("true");
  }

  @Test
  void half_a_surrogate_pair_is_replaced() {
    assertThat(JsonString.of("a\uD83D").toJson()).isEqualTo("\"a\uFFFD\"");
    assertThat(JsonString.of("\uD83D\uDE00").toJson()).isEqualTo("\"\uD83D\uDE00\"");
  }
}
