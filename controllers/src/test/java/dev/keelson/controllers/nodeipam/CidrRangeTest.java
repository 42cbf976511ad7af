package dev.keelson.controllers.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.controllers.ControllerOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CidrRangeTest {
  private static CidrRange range(String cluster, int mask) {
    return new CidrRange(Cidr.parse(cluster), mask);
  }

  private static String next(CidrRange range) {
    return range.allocate().map(Cidr::toString).orElse("none");
  }

  @Test
  void piecesAreGivenRoundAndRound() {
    CidrRange range = range("10.240.0.0/22", 24);
    assertThat(next(range)).isEqualTo("10.240.0.0/24");
    assertThat(next(range)).isEqualTo("10.240.1.0/24");
    range.release(Cidr.parse("10.240.0.0/24"));
    assertThat(next(range)).isEqualTo("10.240.2.0/24");
    assertThat(next(range)).isEqualTo("10.240.3.0/24");
    assertThat(next(range)).isEqualTo("10.240.0.0/24");
    assertThat(next(range)).isEqualTo("none");
  }

  @Test
  void whatIsOccupiedIsNotGiven() {
    CidrRange range = range("10.240.0.0/22", 24);
    range.occupy(Cidr.parse("10.240.0.128/25"));
    range.occupy(Cidr.parse("10.240.2.0/23"));
    assertThat(next(range)).isEqualTo("10.240.1.0/24");
    assertThat(next(range)).isEqualTo("none");
    assertThatThrownBy(() -> range.occupy(Cidr.parse("10.241.0.0/24")))
        .hasMessage("cidr 10.241.0.0/24 is out the range of cluster cidr 10.240.0.0/22");
  }

  @Test
  void ipv6IsWrittenAsGoDoes() {
    CidrRange range = range("fd00:10:244::/48", 64);
    assertThat(next(range)).isEqualTo("fd00:10:244::/64");
    assertThat(next(range)).isEqualTo("fd00:10:244:1::/64");
    assertThat(Cidr.parse("2001:db8:0:1:0:0:0:0/64").toString()).isEqualTo("2001:db8:0:1::/64");
    assertThat(Cidr.parse("::/0").toString()).isEqualTo("::/0");
    assertThat(Cidr.parse("1:0:2:0:3:0:4:0/112").toString()).isEqualTo("1:0:2:0:3:0:4:0/112");
  }

  @Test
  void flagsMakeRanges() {
    IpamOptions dual =
        IpamOptions.of(
            new ControllerOptions(
                Map.of(
                    "allocate-node-cidrs", "true",
                    "cluster-cidr", "10.0.0.0/8,fd00::/56",
                    "service-cluster-ip-range", "10.0.0.0/16")));
    assertThat(dual.ranges()).hasSize(2);
    assertThat(next(dual.ranges().get(0))).isEqualTo("10.1.0.0/24");
    assertThat(next(dual.ranges().get(1))).isEqualTo("fd00::/64");
    assertThat(IpamOptions.of(ControllerOptions.NONE).isOn()).isFalse();
    assertThatThrownBy(
            () ->
                IpamOptions.of(
                    new ControllerOptions(
                        Map.of("allocate-node-cidrs", "true", "cluster-cidr", "fd00::/32"))))
        .hasMessage("New CIDR set failed; the node CIDR size is too big");
  }
}
