package dev.keelson.apiserver.model.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  /** As small as the threads that serve requests may get. */
  private static final int SMALL_STACK = 512 << 10;

  @Property(tries = 300)
  void what_is_written_is_read(@ForAll("trees") JsonValue tree) {
    assertThat(JsonReader.read(JsonWriter.bytes(tree))).isEqualTo(tree);
    assertThat(JsonReader.read(JsonWriter.pretty(tree))).isEqualTo(tree);
  }

  @Provide
  Arbitrary<JsonValue> trees() {
    return JsonTrees.trees(3);
  }

  @Property(tries = 2000)
  void any_bytes_are_a_tree_or_bad(@ForAll byte[] bytes) {
    readOrRefuse(bytes);
  }

  @Property(tries = 2000)
  void anything_that_looks_like_json_is_a_tree_or_bad(@ForAll("almost") String text) {
    readOrRefuse(text.getBytes(UTF_8));
  }

  @Provide
  Arbitrary<String> almost() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\"a\"",
            "\\",
            "\\u",
            "d83d",
            "1",
            "-",
            "0",
            ".",
            "e",
            "+",
            "true",
            "fals",
            "null",
            " ",
            "\n",
            "\u0000",
            "é",
            "\uD83D\uDE00")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @SuppressWarnings("ResultOfMethodCallIgnored")
  private static void readOrRefuse(byte[] bytes) {
    try {
      JsonReader.read(bytes);
    } catch (BadJson e) {
      assertThat(e).hasMessageMatching("(?s)(invalid|unexpected|exceeded|json).*");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\"|unexpected end of JSON input",
        "``|unexpected end of JSON input",
        "{a:1}|invalid character 'a' looking for beginning of object key string",
        "{\"a\":1,}|invalid character '}' looking for beginning of object key string",
        "{\"a\" 1}|invalid character '1' after object key",
        "{\"a\":1 2}|invalid character '2' after object key:value pair",
        "[1 2]|invalid character '2' after array element",
        "[1,]|invalid character ']' looking for beginning of value",
        "1 1|invalid character '1' after top-level value",
        "01|invalid character '1' after top-level value",
        "-|invalid character ' ' in numeric literal",
        "-x|invalid character 'x' in numeric literal",
        "1.x|invalid character 'x' after decimal point in numeric literal",
        "1ex|invalid character 'x' in exponent of numeric literal",
        "nul1|invalid character '1' in literal null (expecting 'l')",
        "tru|invalid character ' ' in literal true (expecting 'e')",
        "\"\\x\"|invalid character 'x' in string escape code",
        "\"\\u12g4\"|invalid character 'g' in \\u hexadecimal character escape",
        "\"\u0001\"|invalid character '\\x01' in string literal",
        "'|invalid character '\\'' looking for beginning of value",
        "1e999|json: cannot unmarshal number 1e999 into Go value of type float64",
      })
  void says_what_go_says(String text, String message) {
    assertThatExceptionOfType(BadJson.class)
        .isThrownBy(() -> JsonReader.read(text))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0,0",
    "12,12",
    "-7,-7",
    "1.0,1",
    "1.5,1.5",
    "1e3,1000",
    "1e21,1e+21",
    "9223372036854775807,9223372036854775807",
    "-9223372036854775808,-9223372036854775808",
    "9223372036854775808,9223372036854776000",
    "1e-7,1e-7",
    "123456789012345678,123456789012345678"
  })
  void numbers_are_go_s(String text, String written) {
    assertThat(JsonReader.read(text).toJson()).isEqualTo(written);
  }

  @Test
  void only_what_has_neither_point_nor_exponent_is_an_integer() {
    assertThat(JsonReader.read("[1,1.0,1e0]"))
        .isEqualTo(JsonArray.of(new JsonLong(1), new JsonDouble(1), new JsonDouble(1)));
  }

  @Test
  void escapes() {
    String text =
        "\"\\u0041\\n\\/\\\"\\\\\\b\\f\\r\\t\\ud83d\\ude00|\\ud83d|\\ude00|\\ud83d\\u0041\"";
    assertThat(JsonReader.read(text))
        .isEqualTo(JsonString.of("A\n/\"\\\b\f\r\t\uD83D\uDE00|\uFFFD|\uFFFD|\uFFFDA"));
  }

  @Test
  void each_byte_that_is_no_utf8_is_replaced_as_go_does() {
    byte[] bytes = {
      '"',
      'a',
      (byte) 0xFF,
      (byte) 0xE2,
      (byte) 0x82,
      'b',
      (byte) 0xED,
      (byte) 0xA0,
      (byte) 0x80,
      (byte) 0xC3,
      (byte) 0xA9,
      '"'
    };
    assertThat(JsonReader.read(bytes))
        .isEqualTo(JsonString.of("a\uFFFD\uFFFD\uFFFDb\uFFFD\uFFFD\uFFFDé"));
  }

  @Test
  void duplicates_are_told_of_by_path_and_the_last_counts() {
    List<String> duplicates = new ArrayList<>();
    String text =
        """
        {"spec":{"containers":[{"name":"a"},{"name":"b","name":"c","name":"d"}]},
         "a":1,"x":{"y":{"z":1,"z":[{"q":1,"q":2}]}},"a":2}
        """;
    JsonValue read = JsonReader.read(text.getBytes(UTF_8), duplicates::add);
    assertThat(duplicates)
        .containsExactlyInAnyOrder("spec.containers[1].name", "x.y.z[0].q", "x.y.z", "a");
    assertThat(read.toJson())
        .isEqualTo(
            "{\"spec\":{\"containers\":[{\"name\":\"a\"},{\"name\":\"d\"}]},"
                + "\"a\":2,\"x\":{\"y\":{\"z\":[{\"q\":2}]}}}");
  }

  @Test
  void duplicates_in_large_objects_too_but_a_hundred_at_most() {
    StringBuilder text = new StringBuilder("{\"m\":{");
    for (int i = 0; i < 400; i++) {
      text.append("\"k").append(i % 200).append("\":").append(i).append(i < 399 ? "," : "}}");
    }
    List<String> duplicates = new ArrayList<>();
    JsonObject read =
        (JsonObject) JsonReader.read(text.toString().getBytes(UTF_8), duplicates::add);
    assertThat(duplicates).hasSize(100).startsWith("m.k0", "m.k1");
    assertThat(read.object("m").size()).isEqualTo(200);
    assertThat(read.object("m").number("k7", 0)).isEqualTo(207);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void ten_thousand_levels_need_no_stack(String opening) throws InterruptedException {
    int depth = JsonReader.DEEPEST;
    String closing = opening.equals("[") ? "]" : "}";
    String text = opening.repeat(depth) + "1" + closing.repeat(depth);
    String flat = opening.equals("[") ? text.replace("1", "") : text;
    List<Throwable> failures = new ArrayList<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              JsonValue one = JsonReader.read(flat);
              JsonValue other = JsonReader.read(flat);
              assertThat(one.equals(other)).isTrue();
              assertThat(one.hashCode()).isEqualTo(other.hashCode());
              assertThat(one.toJson().equals(flat)).isTrue();
              assertThat(JsonWriter.pretty(one).length).isGreaterThan(flat.length());
            },
            "small",
            SMALL_STACK);
    thread.setUncaughtExceptionHandler((_, e) -> failures.add(e));
    thread.start();
    thread.join();
    failures.forEach(e -> fail("on a small stack", e));
    assertThatExceptionOfType(BadJson.class)
        .isThrownBy(() -> JsonReader.read(opening + flat + closing))
        .withMessage("exceeded max depth");
  }

  @Test
  void a_million_entries() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 1_000_000; i++) {
      text.append(i == 0 ? "\"" : ",\"").append(i).append("\":").append(i);
    }
    JsonObject read = JsonReader.readObject(text.append('}').toString());
    assertThat(read.size()).isEqualTo(1_000_000);
    assertThat(read.number("999999", 0)).isEqualTo(999_999);
  }

  @Test
  void names_with_one_hash_are_no_trap() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 1 << 14; i++) {
      text.append(i == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < 14; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      text.append("\":1");
    }
    assertThat(JsonReader.readObject(text.append('}').toString()).size()).isEqualTo(1 << 14);
  }
}
