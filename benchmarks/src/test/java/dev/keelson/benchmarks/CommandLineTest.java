package dev.keelson.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.benchmarks.load.CaseKind;
import dev.keelson.benchmarks.wire.Endpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
  @Test
  void withoutFlagsEveryLoadCaseRunsOnce() throws UsageProblem {
    Options options = CommandLine.parse(List.of());

    assertThat(options.cases())
        .doesNotContain(CaseKind.START, CaseKind.RESTART)
        .hasSize(CaseKind.values().length - 2);
    assertThat(options.rounds()).isEqualTo(1);
    assertThat(options.clientsFor(CaseKind.PUT)).containsExactly(1, 32, 256, 1_000);
    assertThat(options.keys()).isEqualTo(100_000);
  }

  @Test
  void valuesFollowAnEqualsSignOrABlank() throws UsageProblem {
    Options options =
        CommandLine.parse(
            List.of(
                "--endpoints=a:1,b:2", "--cases", "read,put", "--clients", "5", "--seconds=0.5"));

    assertThat(options.endpoints()).containsExactly(new Endpoint("a", 1), new Endpoint("b", 2));
    assertThat(options.cases())
        .containsExactly(
            CaseKind.PUT,
            CaseKind.GET,
            CaseKind.GET_SERIALIZABLE,
            CaseKind.RANGE_1000,
            CaseKind.RANGE_LIMIT,
            CaseKind.COUNT);
    assertThat(options.clientsFor(CaseKind.COUNT)).containsExactly(5);
    assertThat(options.measure()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void comparingTakesTwoRounds() throws UsageProblem {
    assertThat(CommandLine.parse(List.of("--against", "/bin/sh")).rounds()).isEqualTo(2);
  }

  @Test
  void theEstimateCountsEverySystemRoundAndCase() throws UsageProblem {
    Options options =
        CommandLine.parse(
            List.of(
                "--against=/bin/sh",
                "--cases=put,lease-grant",
                "--clients=1,2",
                "--seconds=1",
                "--warmup=1",
                "--server-warmup=3",
                "--rounds=2"));

    // Two groups of 3 s warm-up and 2 x 2 s, two systems, two rounds.
    assertThat(options.estimate()).isEqualTo(Duration.ofSeconds(2 * (3 + 4) * 2 * 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nonsense 1               | unknown flag --nonsense",
        "--seconds                  | --seconds needs a value",
        "--seconds 0                | --seconds '0'",
        "--seconds many             | --seconds 'many'",
        "--clients 0                | --clients '0': a whole number from 1 to 1,000",
        "--clients 1,,2             | has an empty part",
        "--members 2                | 1, 3, 5 or 7",
        "--cases nap                | unknown case 'nap'",
        "--keys 1 --keys 2          | --keys is given twice",
        "put                        | 'put' is not a flag",
        "--against /no/such         | no program at /no/such",
        "--pid 1                    | --pid is for --endpoints",
        "--endpoints a:1 --ours x   | exclude each other",
        "--tls perhaps              | --tls perhaps: none, clients or all",
        "--endpoints a:1 --cases start | need servers started here",
        "--csv /no/such/dir/x       | no such directory",
        "--scratch-dir /no/such     | is not a directory",
      })
  void whatCannotBeUnderstoodIsSaid(String line, String said) {
    assertThatThrownBy(() -> CommandLine.parse(List.of(line.split(" "))))
        .isInstanceOf(UsageProblem.class)
        .hasMessageContaining(said);
  }

  @Test
  void everyFlagIsInTheHelp() {
    CommandLine.FLAGS.forEach(flag -> assertThat(Bench.help()).contains("--" + flag));
    for (CaseKind kind : CaseKind.values()) {
      assertThat(Bench.help()).contains(kind.label());
    }
  }

  @Test
  void wrongUsageExitsWithTwoAndHelpWithZero() {
    assertThat(Bench.run(List.of("--nonsense"))).isEqualTo(2);
    assertThat(Bench.run(List.of("--help"))).isZero();
  }
}
