package dev.keelson.apiserver.model.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts and messages are those of apimachinery 0.36.3. */
class LabelSelectorTest {
  private static final String LABEL_VALUE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is"
          + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a>1|a>1",
        "!a|!a",
        "a notin ()|a notin ()",
        "a in (,x)|a in (,x)",
        "a in (x,,y)|a in (,x,y)",
        "a==b|a==b",
        "in|in",
        "in in (in)|in in (in)",
        "b,a<1|a<1,b",
        " z = 1 , y|y,z=1",
        "a=|a=",
        "a!=b|a!=b",
        "``|``",
        "x/y in (b,a)|x/y in (a,b)"
      })
  void reads_what_upstream_reads(String text, String canonical) {
    assertThat(LabelSelector.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a b|unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
        "a=b c|found 'c', expected: ',' or 'end of string'",
        "a in (b c)|unable to parse requirement: found 'c', expected: ',' or ')'",
        "!a=b|found '=', expected: ',' or 'end of string'",
        "a,|found '', expected: identifier after ','",
        ",a|found ',', expected: !, identifier, or 'end of string'",
        "x in in|unable to parse requirement: found 'in' expected: '('",
        "a in|unable to parse requirement: found '' expected: '('",
        "a in (b|unable to parse requirement: found '', expected: ',' or ')'",
        "a=b=c|found '=', expected: ',' or 'end of string'",
        "!!a|unable to parse requirement: found '!', expected: identifier",
        "a>x|unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators,"
            + " the value must be an integer",
      })
  void refuses_what_upstream_refuses(String text, String message) {
    assertThatExceptionOfType(BadSelector.class)
        .isThrownBy(() -> LabelSelector.parse(text))
        .withMessage(message);
  }

  @Test
  void keys_and_values_are_checked() {
    assertThatExceptionOfType(BadSelector.class)
        .isThrownBy(() -> LabelSelector.parse("a=-b"))
        .withMessage(
            "unable to parse requirement: values[0][a]: Invalid value: \"-b\": " + LABEL_VALUE);
    assertThatExceptionOfType(BadSelector.class)
        .isThrownBy(() -> LabelSelector.parse("a in (-b,c-)"))
        .withMessage(
            "unable to parse requirement: [values[0][a]: Invalid value: \"-b\": %s, values[1][a]:"
                + " Invalid value: \"c-\": %s]",
            LABEL_VALUE, LABEL_VALUE);
    assertThatExceptionOfType(BadSelector.class)
        .isThrownBy(() -> LabelSelector.parse("é=1"))
        .withMessageStartingWith("unable to parse requirement: <nil>: Invalid value: \"é\": name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1|true", "a=2|false", "a!=1|false", "a!=2|true", "x!=2|true", "a in (1,2)|true",
        "a notin (1,2)|false", "x notin (1)|true", "a|true", "x|false", "!a|false", "!x|true",
        "a>0|true", "a>1|false", "a<2|true", "b>0|false", "x>0|false", "a=1,b=c|true",
        "a=1,b=d|false"
      })
  void matches(String selector, boolean isMatch) {
    Map<String, String> labels = Map.of("a", "1", "b", "c");
    assertThat(LabelSelector.parse(selector).matches(labels)).isEqualTo(isMatch);
    assertThat(LabelSelector.parse(selector).matches(JsonObject.ofText(labels))).isEqualTo(isMatch);
  }

  @Test
  void of_objects() {
    LabelSelector selector =
        LabelSelector.of(
            JsonReader.readObject(
                """
                {"matchLabels":{"b":"1"},"matchExpressions":[
                  {"key":"a","operator":"In","values":["y","x"]},
                  {"key":"c","operator":"DoesNotExist"}]}
                """));
    assertThat(selector).hasToString("a in (x,y),b=1,!c");
    assertThat(selector.exactly("b")).contains("1");
    assertThat(selector.exactly("a")).isEmpty();
    assertThat(LabelSelector.of(JsonObject.EMPTY).isEmpty()).isTrue();
    assertThat(LabelSelector.NOTHING.matches(Map.of())).isFalse();
    assertThat(LabelSelector.NOTHING.isEmpty()).isFalse();
    assertThat(LabelSelector.ofEqual(Map.of("a", "b"))).hasToString("a=b");
    assertThatExceptionOfType(BadSelector.class)
        .isThrownBy(
            () ->
                LabelSelector.of(
                    JsonReader.readObject(
                        "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Is\"}]}")))
        .withMessage("\"Is\" is not a valid label selector operator");
  }

  @Property(tries = 2000)
  void any_text_is_a_selector_or_bad(@ForAll("texts") String text) {
    try {
      LabelSelector read = LabelSelector.parse(text);
      assertThat(LabelSelector.parse(read.toString())).hasToString(read.toString());
    } catch (BadSelector e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "b", "in", "notin", " ", ",", "=", "!", "(", ")", ">", "<", "1", "-")
        .list()
        .ofMaxSize(9)
        .map(parts -> String.join("", parts));
  }
}
