package dev.keelson.launcher.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EtcdFlagsTest {
  @Test
  void no_flag_stands_twice() {
    Set<String> names = new HashSet<>();
    for (List<Flag> table :
        List.of(MemberFlags.TABLE, ClusterFlags.TABLE, SecurityFlags.TABLE, OperationFlags.TABLE, FormerFlags.TABLE)) {
      for (Flag flag : table) {
        assertThat(names.add(flag.name())).as(flag.name()).isTrue();
      }
    }
  }

  @Test
  void every_default_is_of_its_type() {
    for (Flag flag : EtcdFlags.all()) {
      assertThat(flag.type().complaint(flag.initial())).as(flag.name()).isEmpty();
    }
  }

  @Test
  void help_names_every_flag_and_what_becomes_of_it() {
    String help = Usage.flags();
    for (Flag flag : EtcdFlags.all()) {
      if (flag.group() != Flag.Group.FORMER) {
        assertThat(help).contains("  --" + flag.name() + " '");
      }
    }
    assertThat(help).contains("Member:", "Clustering:", "Security:", "stops the start");
  }

  @Test
  void version_is_etcds_four_lines() {
    assertThat(VersionText.lines().split("\n"))
        .hasSize(4)
        .satisfiesExactly(
            line -> assertThat(line).matches("etcd Version: \\d+\\.\\d+\\.\\d+"),
            line -> assertThat(line).startsWith("Git SHA: "),
            line -> assertThat(line).startsWith("Go Version: "),
            line -> assertThat(line).matches("Go OS/Arch: [a-z]+/[a-z0-9]+"));
  }
}
