package dev.keelson.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.jepsen.fault.Fault;
import dev.keelson.jepsen.workload.Workload;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Function<Fault, Optional<String>> ALL_WORKS = _ -> Optional.empty();

  /** As on a machine without privileges. */
  private static final Function<Fault, Optional<String>> NO_NAMESPACES =
      fault ->
          fault.name().startsWith("partition") || fault.diskBytes() > 0
              ? Optional.of("no root")
              : Optional.empty();

  @Test
  void everyWorkloadMeetsEveryFault() {
    Plan plan = plan(ALL_WORKS);
    assertThat(plan.rows())
        .hasSize(Workload.all().size() * Fault.all().size())
        .doesNotHaveDuplicates();
    assertThat(plan.leftOut()).isEmpty();
  }

  @Test
  void theBeginningOfANameMeansAllThatBeginSo() {
    assertThat(plan(ALL_WORKS, "--fault", "partition", "--workload=bank").rows())
        .extracting(Plan.Row::fault)
        .containsExactly(
            "partition-halves", "partition-bridge", "partition-one-way", "partition-ring");
  }

  @Test
  void anExactNameMeansThatOneAlone() {
    assertThat(plan(ALL_WORKS, "--fault=kill", "--workload=bank").rows())
        .containsExactly(new Plan.Row("bank", "kill"));
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> plan(ALL_WORKS, "--fault=flood"))
        .isInstanceOf(UsageProblem.class)
        .hasMessageContaining("flood")
        .hasMessageContaining("kill-all");
  }

  @Test
  void whatCannotBeDoneIsLeftOutWithItsReason() {
    Plan plan = plan(NO_NAMESPACES, "--workload=bank");
    assertThat(plan.leftOut())
        .containsEntry("partition-halves", "no root")
        .containsKey("power-cut");
    assertThat(plan.rows())
        .extracting(Plan.Row::fault)
        .contains("kill", "pause", "restart")
        .doesNotContain("partition-halves", "power-cut");
  }

  @Test
  void theShortListHasEveryWorkloadAndTheCommonFaults() {
    Plan plan = plan(ALL_WORKS, "--short");
    assertThat(plan.rows())
        .extracting(Plan.Row::workload)
        .containsAll(Workload.all().stream().map(Workload::name).toList());
    assertThat(plan.rows())
        .extracting(Plan.Row::fault)
        .contains("kill", "kill-all", "pause", "partition-halves", "restart", "maintenance");
  }

  @Test
  void theShortListKeepsEveryWorkloadWithoutPrivileges() {
    Plan plan = plan(NO_NAMESPACES, "--short");
    assertThat(plan.rows())
        .extracting(Plan.Row::workload)
        .containsAll(Workload.all().stream().map(Workload::name).toList());
    assertThat(plan.rows()).extracting(Plan.Row::fault).noneMatch(f -> f.startsWith("partition"));
    assertThat(plan.leftOut()).containsOnlyKeys("partition-halves", "partition-one-way");
  }

  private static Plan plan(Function<Fault, Optional<String>> impossible, String... words) {
    Options.Asked asked = CommandLine.parse(List.of(words));
    return Plan.of(((Options.Asked.Run) asked).options(), impossible);
  }
}
