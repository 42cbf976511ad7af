package dev.keelson.apiserver.model.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keelson.apiserver.model.select.FieldSelector.Requirement;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts and messages are those of apimachinery 0.36.3. */
class FieldSelectorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metadata.name!=x,y==z|metadata.name!=x,y=z",
        "=a|=a",
        "!a=b|!a=b",
        "a=b c|a=b c",
        "b=1,a=2|a=2,b=1",
        "a=b\\,c|a=b\\,c",
        "a=b\\\\|a=b\\\\",
        ",,a=|a=",
        "``|``"
      })
  void reads_what_upstream_reads(String text, String canonical) {
    assertThat(FieldSelector.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a|invalid selector: 'a'; can't understand 'a'",
        "a=1,b|invalid selector: 'a=1,b'; can't understand 'b'",
        "a=b=c|invalid field selector: unescaped character in value: 61",
        "a=b\\x|invalid field selector: invalid escape sequence: \\x",
        "a=b\\|invalid field selector: invalid escape sequence: \\"
      })
  void refuses_what_upstream_refuses(String text, String message) {
    assertThatExceptionOfType(BadSelector.class)
        .isThrownBy(() -> FieldSelector.parse(text))
        .withMessage(message);
  }

  @Test
  void matches_what_is_not_set_as_nothing() {
    Map<String, String> fields = Map.of("a", "1");
    FieldSelector selector = FieldSelector.parse("a=1,b=,c!=2");
    assertThat(selector.matches(name -> fields.getOrDefault(name, ""))).isTrue();
    assertThat(selector.matches(_ -> "2")).isFalse();
    assertThat(selector.requirements())
        .containsExactly(
            new Requirement("a", false, "1"),
            new Requirement("b", false, ""),
            new Requirement("c", true, "2"));
    assertThat(selector.exactly("a")).contains("1");
    assertThat(selector.exactly("c")).isEmpty();
    assertThat(FieldSelector.parse("").isEmpty()).isTrue();
  }

  @Property(tries = 1000)
  void any_text_is_a_selector_or_bad(
      @ForAll @Chars({'a', '=', '!', ',', '\\', ' '}) @StringLength(max = 9) String text) {
    try {
      FieldSelector read = FieldSelector.parse(text);
      assertThat(FieldSelector.parse(read.toString()).requirements())
          .containsExactlyInAnyOrderElementsOf(read.requirements());
    } catch (BadSelector e) {
      assertThat(e.getMessage()).startsWith("invalid");
    }
  }
}
