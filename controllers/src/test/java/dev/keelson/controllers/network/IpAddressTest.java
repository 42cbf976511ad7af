package dev.keelson.controllers.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,10.0.0.1",
    "010.000.0.001,10.0.0.1",
    "FD00:0:0:0:0:0:0:1,fd00::1",
    "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
    "::,::",
    "::1,::1",
    "fe80::,fe80::",
    "::ffff:10.0.0.1,10.0.0.1"
  })
  void oneAddressHasOneText(String text, String canonical) {
    assertThat(IpAddress.canonical(text)).contains(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0", "10.0.0.256", "a.b.c.d", "1::2::3", "localhost", "fe80::1%lo"})
  void whatIsNoneIsNone(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @Test
  void prefixesContainAndOverlap() {
    IpPrefix wide = IpPrefix.parse("10.0.0.0/16").orElseThrow();
    IpPrefix narrow = IpPrefix.parse("10.0.3.0/24").orElseThrow();
    assertThat(wide.contains(narrow)).isTrue();
    assertThat(narrow.contains(wide)).isFalse();
    assertThat(narrow.overlaps(wide)).isTrue();
    assertThat(narrow.contains(IpAddress.parse("10.0.3.255").orElseThrow())).isTrue();
    assertThat(narrow.contains(IpAddress.parse("10.0.4.0").orElseThrow())).isFalse();
    assertThat(IpPrefix.parse("0.0.0.0/0").orElseThrow().contains(wide)).isTrue();
    assertThat(IpPrefix.parse("10.0.0.0/33")).isEmpty();
    assertThat(IpPrefix.parse("fd00::/8").orElseThrow().overlaps(wide)).isFalse();
  }
}
