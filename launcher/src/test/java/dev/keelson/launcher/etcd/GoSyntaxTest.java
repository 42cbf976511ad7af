package dev.keelson.launcher.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoSyntaxTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "5s, 5000000000",
    "1h30m, 5400000000000",
    "100ms, 100000000",
    "1.5s, 1500000000",
    ".5m, 30000000000",
    "-2s, -2000000000",
    "+2s, 2000000000",
    "10ns, 10",
    "3us, 3000",
    "3µs, 3000"
  })
  void durations_are_read_as_go_reads_them(String text, long nanos) {
    assertThat(GoDuration.parse(text)).contains(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "1h30", "x", "5d", "--1s", "9999999h"})
  void other_durations_are_refused(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s", "1500000000, 1.5s", "100000000, 100ms", "3600000000000, 1h0m0s",
    "90000000000, 1m30s", "10, 10ns", "1500, 1.5µs", "-2000000000, -2s"
  })
  void durations_are_written_as_go_writes_them(long nanos, String text) {
    assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(text);
  }

  @Property
  void what_is_written_is_read_back(@ForAll int micros) {
    Duration length = Duration.ofNanos(micros * 1000L);
    assertThat(GoDuration.parse(GoDuration.format(length))).contains(length);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "128, 128",
    "0x80, 128",
    "0b11, 3",
    "010, 8",
    "0o10, 8",
    "1_000, 1000",
    "-5, -5"
  })
  void numbers_are_read_as_go_reads_them(String text, long number) {
    assertThat(FlagType.parse(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:2379, 127.0.0.1, 2379",
    "http://0.0.0.0:1, 0.0.0.0, 1",
    "http://[::1]:9, 0:0:0:0:0:0:0:1, 9"
  })
  void listeners_are_bound_by_address(String text, String host, int port) {
    var address = EtcdUrl.of(text).bindAddress();
    assertThat(address.getAddress().getHostAddress()).isEqualTo(host);
    assertThat(address.getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://example.org:1", "http://:2379", "http://1.2.3:1", "http://256.1.1.1:1"})
  void names_are_not_bound(String text) {
    EtcdUrl url = EtcdUrl.of(text);
    assertThatThrownBy(url::bindAddress)
        .isInstanceOf(BadSetting.class)
        .hasMessage("expected IP in URL for binding (" + text + ")");
  }
}
