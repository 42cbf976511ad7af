package dev.keelson.apiserver.model.yaml;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonTrees;
import dev.keelson.apiserver.model.json.JsonValue;
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

/** What sigs.k8s.io/yaml 1.6.0 makes of the same texts. */
class YamlReaderTest {
  private static String read(String text) {
    return YamlReader.read(text.getBytes(UTF_8), _ -> {}).toJson();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "yes;true",
        "y;true",
        "on;true",
        "True;true",
        "No;false",
        "off;false",
        "N;false",
        "~;null",
        "null;null",
        "Null;null",
        "``;null",
        "1;1",
        "0777;511",
        "0o17;15",
        "08;8",
        "1_000;1000",
        "0x1F;31",
        "-0x1f;-31",
        "0b11;3",
        "+1;1",
        "1.5;1.5",
        "1.0;1",
        "1e3;1000",
        ".5;0.5",
        "-.5e1;-5",
        "1e999;\"1e999\"",
        "-9223372036854775808;-9223372036854775808",
        "2001-01-01;\"2001-01-01\"",
        "2001-01-01T00:00:00Z;\"2001-01-01T00:00:00Z\"",
        "12:30;\"12:30\"",
        "1.2.3;\"1.2.3\"",
        "0x;\"0x\"",
        "_1;\"_1\"",
        "1_;1",
        "'yes';\"yes\"",
        "\"1\";\"1\"",
        "!!str 1;\"1\"",
        "!!float 1;1",
        "!!binary YWI=;\"ab\"",
        "!x 1;\"1\"",
        "é;\"é\""
      })
  void scalars(String text, String json) {
    assertThat(read(text)).isEqualTo(json);
  }

  @Test
  void an_object() {
    assertThat(
            read(
                """
                ---
                apiVersion: v1   # comment
                spec: &s
                  list:
                  - a
                  - {b: [1, yes], 'c': "d\\n"}
                  -
                  text: |
                    two
                    lines
                on: *s
                1: x
                1.5: z
                merged:
                  <<: *s
                  list: []
                """))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"spec\":{\"list\":[\"a\",{\"b\":[1,true],\"c\":\"d\\n\"},null],"
                + "\"text\":\"two\\nlines\\n\"},\"true\":{\"list\":[\"a\",{\"b\":[1,true],"
                + "\"c\":\"d\\n\"},null],\"text\":\"two\\nlines\\n\"},\"1\":\"x\",\"1.5\":\"z\","
                + "\"merged\":{\"list\":[],\"text\":\"two\\nlines\\n\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "a: b: c;yaml: mapping values are not allowed in this context",
        "{a: 1;yaml: line 1: did not find expected ',' or '}'",
        "\"a: [1;yaml: line 1: found unexpected end of stream",
        "a: @x;yaml: found character that cannot start any token",
        "*a;yaml: unknown anchor 'a' referenced",
        "&a [*a];yaml: anchor 'a' value contains itself",
        "{~: 1};unsupported map key of type: %!s(<nil>), key: <nil>, value: 1",
        "{[a]: 1};yaml: invalid map key: [a]",
        "!!int x;yaml: cannot decode !!str `x` as a !!int",
        ".nan;json: unsupported value: NaN",
        "{<<: 1};yaml: map merge requires map or sequence of maps as the value",
        "\"\\x;yaml: did not find expected hexdecimal number",
        "!!binary '!';yaml: !!binary value contains invalid base64 data"
      })
  void errors(String text, String message) {
    assertThatExceptionOfType(BadYaml.class)
        .isThrownBy(() -> read(text))
        .satisfies(
            e -> {
              assertThat(e.detail().replaceAll("line \\d+: ", ""))
                  .isEqualTo(message.replaceAll("line \\d+: ", ""));
              assertThat(e).hasMessage("error converting YAML to JSON: " + e.detail());
            });
  }

  @Test
  void blocks_end_as_the_text_does() {
    assertThat(read("a: |\n  é\n")).isEqualTo("{\"a\":\"é\\n\"}");
    assertThat(read("a: |\n  é")).isEqualTo("{\"a\":\"é\"}");
    assertThat(read("- >-\n  x\n  y\n- 1")).isEqualTo("[\"x y\",1]");
    assertThat(read("- |\n  x\n- 1")).isEqualTo("[\"x\\n\",1]");
  }

  @Test
  void lines_are_named() {
    assertThatExceptionOfType(BadYaml.class)
        .isThrownBy(() -> read("a: 1\nb: c: d\n"))
        .withMessage(
            "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this"
                + " context");
  }

  @Test
  void one_document() {
    assertThat(read("---\na: 1\n---\n")).isEqualTo("{\"a\":1}");
    assertThat(read("a: 1\n...\n# end\n")).isEqualTo("{\"a\":1}");
    assertThat(read("# nothing\n")).isEqualTo("null");
    assertThatExceptionOfType(BadYaml.class).isThrownBy(() -> read("a: 1\n---\nb: 1\n"));
  }

  @Test
  void duplicates_are_told_by_path() {
    List<String> duplicates = new ArrayList<>();
    String text = "a: 1\nspec:\n  list:\n  - x: 1\n  - q: 1\n    q: 2\na: 2\n";
    JsonValue read = YamlReader.read(text.getBytes(UTF_8), duplicates::add);
    assertThat(duplicates).containsExactly("spec.list[1].q", "a");
    assertThat(read.toJson()).isEqualTo("{\"a\":2,\"spec\":{\"list\":[{\"x\":1},{\"q\":2}]}}");
  }

  @Test
  void aliases_do_not_multiply() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String before = "*a" + (i - 1) + ", ";
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, before.repeat(9)));
    }
    assertThatExceptionOfType(BadYaml.class)
        .isThrownBy(() -> read(laughs.toString()))
        .withMessageEndingWith("yaml: document contains excessive aliasing");
    String long_ = "a: &a " + "x".repeat(1 << 20) + "\nb: [" + "*a, ".repeat(20) + "]\n";
    assertThatExceptionOfType(BadYaml.class)
        .isThrownBy(() -> read(long_))
        .withMessageEndingWith("yaml: document contains excessive aliasing");
    assertThat(read("a: &a x\nb: [" + "*a, ".repeat(500) + "]\n")).hasSize(2_015);
  }

  @Test
  void encodings() {
    assertThat(YamlReader.read("\uFEFFa: é".getBytes(UTF_8), _ -> {}).toJson())
        .isEqualTo("{\"a\":\"é\"}");
    assertThat(YamlReader.read("a: é".getBytes(UTF_16), _ -> {}).toJson())
        .isEqualTo("{\"a\":\"é\"}");
    assertThatExceptionOfType(BadYaml.class)
        .isThrownBy(() -> YamlReader.read(new byte[] {'a', (byte) 0xC3}, _ -> {}))
        .withMessageEndingWith("yaml: invalid leading UTF-8 octet");
    assertThatExceptionOfType(BadYaml.class)
        .isThrownBy(() -> read("a: \u0001"))
        .withMessageEndingWith("yaml: control characters are not allowed");
  }

  @Test
  void depth_needs_no_stack() throws InterruptedException {
    int depth = YamlReader.DEEPEST;
    String deep = "[".repeat(depth) + "]".repeat(depth);
    List<Throwable> failures = new ArrayList<>();
    Thread thread =
        new Thread(null, () -> assertThat(read(deep).equals(deep)).isTrue(), "small", 512 << 10);
    thread.setUncaughtExceptionHandler((_, e) -> failures.add(e));
    thread.start();
    thread.join();
    failures.forEach(e -> fail("on a small stack", e));
    assertThatExceptionOfType(BadYaml.class)
        .isThrownBy(() -> read("[" + deep + "]"))
        .withMessageEndingWith("yaml: exceeded max depth of 10000");
  }

  @Property(tries = 300)
  void json_is_yaml(@ForAll("trees") JsonValue tree) {
    JsonValue read = YamlReader.read(tree.toJson().getBytes(UTF_8), _ -> {});
    assertThat(read.toJson()).isEqualTo(JsonReader.read(tree.toJson()).toJson());
  }

  /** Without what YAML does not allow even in quotes. */
  @Provide
  Arbitrary<JsonValue> trees() {
    return JsonTrees.trees(3)
        .filter(
            tree ->
                tree.toJson()
                        .codePoints()
                        .allMatch(each -> each < 0x7F || each >= 0xA0 && each < 0xFFFE)
                    && !tree.toJson().contains("\uFEFF")
                    && !tree.toJson().contains("\u2028")
                    && !tree.toJson().contains("\u2029"));
  }

  @Property(tries = 2000)
  void any_text_is_a_tree_or_bad(@ForAll("texts") String text) {
    try {
      assertThat(read(text)).isNotEmpty();
    } catch (BadYaml e) {
      assertThat(e).hasMessageStartingWith("error converting YAML to JSON: ");
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "a", "1", ":", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "&a ", "*a", "!!int ",
            "!x ", "'", "\"", "|", ">", "#", "? ", "<<", "%", "@", "\t", "---", "...", "\u0000")
        .list()
        .ofMaxSize(14)
        .map(parts -> String.join("", parts));
  }
}
