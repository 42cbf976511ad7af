package dev.keelson.jepsen.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  private static final int COMMANDS = 4_000;
  private static final int SEEDS = 10;

  @TempDir Path home;

  private Simulation.Outcomes run(long seed, int members, Bug bug) {
    return new Simulation(
            new Simulation.Plan(
                seed,
                members,
                8,
                COMMANDS,
                bug,
                home.resolve(seed + "-" + System.nanoTime()),
                Optional.empty()))
        .run();
  }

  @Test
  void oneSeedIsOneRun() {
    Simulation.Outcomes first = run(5, 3, Bug.NONE);
    Simulation.Outcomes again = run(5, 3, Bug.NONE);
    assertThat(again.sum()).isEqualTo(first.sum());
    assertThat(again.history()).isEqualTo(first.history());
    assertThat(run(6, 3, Bug.NONE).sum()).isNotEqualTo(first.sum());
  }

  @Test
  void aRunBesideOthersIsWhatItIsAlone() {
    CompletableFuture<Simulation.Outcomes> beside =
        CompletableFuture.supplyAsync(() -> run(6, 3, Bug.NONE));
    String together = run(5, 3, Bug.NONE).sum();
    assertThat(together).isNotEqualTo(beside.join().sum()).isEqualTo(run(5, 3, Bug.NONE).sum());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5})
  void nothingIsFoundInARunOfASeedThatNobodyHasTried(int members) {
    long seed = System.nanoTime() >>> 10;
    Simulation.Outcomes outcomes = run(seed, members, Bug.NONE);
    assertThat(outcomes.problems()).as("seed %d", seed).isEmpty();
    assertThat(outcomes.report().isValid())
        .as("seed %d, %d members: %s", seed, members, outcomes.report())
        .isTrue();
    assertThat(outcomes.history().operations()).hasSizeGreaterThanOrEqualTo(COMMANDS);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void whatIsBrokenOnPurposeIsFound(Bug bug) {
    int found = 0;
    for (long seed = 1; seed <= SEEDS && found == 0; seed++) {
      found += run(seed, 3, bug).isValid() ? 0 : 1;
    }
    assertThat(found).as("runs of %d that were found broken", SEEDS).isPositive();
  }
}
