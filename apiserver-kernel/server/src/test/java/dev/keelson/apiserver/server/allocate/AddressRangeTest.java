package dev.keelson.apiserver.server.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.kind.meta.Ip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class AddressRangeTest {
  private static List<Ip> all(AddressRange range, long seed) {
    List<Ip> all = new ArrayList<>();
    range.candidates(new Random(seed)).forEachRemaining(all::add);
    return all;
  }

  @Property(tries = 60)
  void offersEachOnce(@ForAll @IntRange(min = 20, max = 32) int length, @ForAll long seed) {
    AddressRange range = AddressRange.of("10.20.0.0/" + length);
    List<Ip> all = all(range, seed);
    assertThat(all).hasSize((int) range.size());
    assertThat(new HashSet<>(all)).hasSize(all.size());
    assertThat(all).allMatch(range::contains);
  }

  @Property(tries = 20)
  void offersTheLowerEndLast(@ForAll long seed) {
    AddressRange range = AddressRange.of("10.96.0.0/24");
    List<Ip> all = all(range, seed);
    Ip border = Ip.parse("10.96.0.17").orElseThrow();
    assertThat(all.subList(0, all.size() - 16)).noneMatch(ip -> ip.isBefore(border));
    assertThat(all.subList(all.size() - 16, all.size())).allMatch(ip -> ip.isBefore(border));
  }
}
