package dev.keelson.apiserver.server.kind.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpTest {
  @ParameterizedTest
  @CsvSource({
    "1.2.3.4, 1.2.3.4",
    "010.002.003.004, 10.2.3.4",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
    "::ffff:1.2.3.4, 1.2.3.4",
    "64:ff9b::1.2.3.4, 64:ff9b::102:304"
  })
  void reads(String text, String canonical) {
    assertThat(Ip.parse(text)).hasToString("Optional[" + canonical + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.a",
        "1..2.3",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::",
        "::1%eth0",
        "1:2:3:4:5:6:7::8:9",
        "1.2.3.4:",
        "::1.2.3"
      })
  void refuses(String text) {
    assertThat(Ip.parse(text)).isEmpty();
  }

  @Property(tries = 300)
  void readsWhatItWrites(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
    String java = InetAddress.getByAddress(bytes).getHostAddress();
    Ip ip = Ip.parse(java).orElseThrow();
    assertThat(Ip.parse(ip.toString())).contains(ip);
    assertThat(InetAddress.getByName(ip.toString())).isEqualTo(InetAddress.getByAddress(bytes));
  }

  @Test
  void knowsSpecialOnes() {
    assertThat(Ip.parse("127.9.9.9").orElseThrow().isLoopback()).isTrue();
    assertThat(Ip.parse("fe80::1").orElseThrow().isLinkLocal()).isTrue();
    assertThat(Ip.parse("febf::1").orElseThrow().isLinkLocal()).isTrue();
    assertThat(Ip.parse("fec0::1").orElseThrow().isLinkLocal()).isFalse();
    assertThat(Ip.parse("224.0.0.7").orElseThrow().isLinkLocalMulticast()).isTrue();
    assertThat(Ip.parse("224.0.1.7").orElseThrow().isLinkLocalMulticast()).isFalse();
  }

  @Test
  void ranges() {
    Cidr cidr = Cidr.parse("10.1.2.3/20").orElseThrow();
    assertThat(cidr).hasToString("10.1.0.0/20");
    assertThat(cidr.contains(Ip.parse("10.1.15.255").orElseThrow())).isTrue();
    assertThat(cidr.contains(Ip.parse("10.1.16.0").orElseThrow())).isFalse();
    assertThat(
            Cidr.parse("fd00:1::/33")
                .orElseThrow()
                .contains(Ip.parse("fd00:1:7fff::").orElseThrow()))
        .isTrue();
    assertThat(
            Cidr.parse("fd00:1::/33")
                .orElseThrow()
                .contains(Ip.parse("fd00:1:8000::").orElseThrow()))
        .isFalse();
    assertThat(Cidr.parse("1.2.3.4/33")).isEmpty();
    assertThat(Cidr.parse("1.2.3.4/")).isEmpty();
    assertThat(Cidr.parse("0.0.0.0/0")).hasToString("Optional[0.0.0.0/0]");
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(AddressForms.ip("010.1.1.1")).containsExactly("must not have leading 0s");
    assertThat(AddressForms.ip("::ffff:1.2.3.4"))
        .containsExactly("must not be an IPv4-mapped IPv6 address");
    assertThat(AddressForms.canonicalIp("2001:DB8::1"))
        .containsExactly("must be in canonical form (\"2001:db8::1\")");
    assertThat(AddressForms.cidr("10.0.0.1/8"))
        .containsExactly("must not have bits set beyond the prefix length");
    assertThat(AddressForms.cidr("10.0.0.0/08"))
        .containsExactly("must not have leading 0s in IP or prefix length");
    assertThat(AddressForms.cidr("10.0.0.0/8")).isEmpty();
  }
}
