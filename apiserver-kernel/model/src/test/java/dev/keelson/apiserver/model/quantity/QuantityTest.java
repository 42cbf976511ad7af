package dev.keelson.apiserver.model.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keelson.apiserver.model.quantity.Quantity.Format;
import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  /** What apimachinery 0.36.3 answers: text, canonical text, value, thousandths. */
  @ParameterizedTest
  @CsvSource({
    "0,0,0,0",
    "-,0,0,0",
    ".,0,0,0",
    "+1,+1,1,1000",
    "1.500,1.500,2,1500",
    "1.5,1500m,2,1500",
    "1000k,1M,1000000,1000000000",
    "1024,1024,1024,1024000",
    "1024Ki,1Mi,1048576,1048576000",
    "1.5Gi,1536Mi,1610612736,1610612736000",
    "0.5Ki,512,512,512000",
    "1e3,1e3,1000,1000000",
    "1E3,1E3,1000,1000000",
    "100m,100m,1,100",
    "0.1,100m,1,100",
    "0.0001,100u,1,1",
    "0.5n,1n,1,1",
    "1e-10,1e-9,1,1",
    "-1.5,-1500m,-2,-1500",
    "-0.5Gi,-512Mi,-536870912,-536870912000",
    "12.5e1,12.5e1,125,125000",
    "01,01,1,1000",
    "001.50,1500m,2,1500",
    "1.0,1,1,1000",
    "8Ki,8Ki,8192,8192000",
    "9Ki,9Ki,9216,9216000",
    "2048Ki,2Mi,2097152,2097152000",
    "1000,1k,1000,1000000",
    "10000m,10,10,10000",
    "1500u,1500u,1,2",
    "0m,0,0,0",
    "00,0,0,0",
    "3.3Ti,3628388371660800m,3628388371661,3628388371660800",
    "5E-3,5E-3,1,5",
    "-1n,-1n,-1,-1",
    "1P,1P,1000000000000000,1000000000000000000",
    "-0,0,0,0"
  })
  void reads_and_writes_as_upstream(String text, String canonical, long value, long milli) {
    Quantity quantity = Quantity.parse(text);
    assertThat(quantity).hasToString(canonical);
    assertThat(quantity.value()).isEqualTo(value);
    assertThat(quantity.milliValue()).isEqualTo(milli);
  }

  @Test
  void what_is_too_large_for_a_long_is_the_largest() {
    assertThat(Quantity.parse("10Ei")).hasToString("9223372036854775807");
    assertThat(Quantity.parse("100000000000000000000")).hasToString("100E");
    assertThat(Quantity.parse("100E").value()).isEqualTo(Long.MAX_VALUE);
    assertThat(Quantity.parse("-1e9999").milliValue()).isEqualTo(Long.MIN_VALUE);
    assertThat(Quantity.parse("9223372036854775807").value()).isEqualTo(Long.MAX_VALUE);
    assertThat(Quantity.parse("9223372036854775808").value()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1Kim", "1ee", "1e", "1i", "1k3", "1Mi3", "1e99999", "--1", "1 "})
  void bad_suffixes(String text) {
    assertThatExceptionOfType(BadQuantity.class)
        .isThrownBy(() -> Quantity.parse(text))
        .withMessage(text.equals("1 ") ? BadQuantity.FORMAT : "unable to parse quantity's suffix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "1,5", " 1", "1e3k", "1.2.3", "0x1"})
  void bad_texts(String text) {
    assertThatExceptionOfType(BadQuantity.class)
        .isThrownBy(() -> Quantity.parse(text))
        .withMessage(
            "quantities must match the regular expression"
                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }

  @Test
  void sums_keep_the_form_of_the_first_that_is_not_zero() {
    assertThat(Quantity.parse("1Gi").plus(Quantity.parse("1M"))).hasToString("1074741824");
    assertThat(Quantity.ZERO.plus(Quantity.parse("1Gi"))).hasToString("1Gi");
    assertThat(Quantity.parse("1").minus(Quantity.parse("1500m"))).hasToString("-500m");
    assertThat(Quantity.parse("250m").times(4)).hasToString("1").isEqualTo(Quantity.parse("1"));
    assertThat(Quantity.parse("1Ki").negate()).hasToString("-1Ki");
    assertThat(Quantity.ofMilli(1500, Format.DECIMAL_SI)).hasToString("1500m");
    assertThat(Quantity.of(5 << 20, Format.BINARY_SI)).hasToString("5Mi");
    assertThat(Quantity.parse("1").min(Quantity.parse("999m"))).hasToString("999m");
    assertThat(Quantity.parse("1").max(Quantity.parse("999m"))).hasToString("1");
    assertThat(Quantity.parse("100m").isWhole()).isFalse();
    assertThat(Quantity.parse("1000m").isWhole()).isTrue();
  }

  @Property(tries = 1000)
  void the_canonical_text_is_the_same_amount(@ForAll("amounts") BigDecimal amount) {
    for (Format format : Format.values()) {
      Quantity quantity = Quantity.of(amount, format);
      Quantity again = Quantity.parse(quantity.toString());
      assertThat(again).isEqualTo(quantity).hasSameHashCodeAs(quantity);
      assertThat(Quantity.parse(again.toString())).hasToString(again.toString());
    }
  }

  @Provide
  Arbitrary<BigDecimal> amounts() {
    return Arbitraries.longs()
        .greaterOrEqual(-Long.MAX_VALUE)
        .flatMap(
            unscaled ->
                Arbitraries.integers().between(0, 9).map(s -> BigDecimal.valueOf(unscaled, s)));
  }

  @Property(tries = 2000)
  void the_shortcut_is_none_in_the_result(
      @ForAll @IntRange(max = 999_999) int number, @ForAll("suffixes") String suffix) {
    String text = number + suffix;
    assertThat(Quantity.canonical(text)).isEqualTo(Quantity.parse(text).toString());
  }

  @Provide
  Arbitrary<String> suffixes() {
    return Arbitraries.of(
        "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3");
  }

  @Property(tries = 2000)
  void any_text_is_a_quantity_or_bad(@ForAll("texts") String text) {
    try {
      assertThat(Quantity.canonical(text)).isEqualTo(Quantity.parse(text).toString());
    } catch (BadQuantity e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("0123459.+-eEinumkKMGTP é").ofMaxLength(9);
  }
}
