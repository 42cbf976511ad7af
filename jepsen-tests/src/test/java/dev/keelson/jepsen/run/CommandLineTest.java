package dev.keelson.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @Test
  void nothingMeansEverythingOnThreeMembers() {
    Options options = run();
    assertThat(options.members()).isEqualTo(3);
    assertThat(options.workloads()).isEmpty();
    assertThat(options.faults()).isEmpty();
    assertThat(options.target()).isEmpty();
    assertThat(options.seed()).isEmpty();
  }

  @Test
  void flagsTakeTheirValueWithASignOrABlank() {
    assertThat(run("--members=5", "--seconds", "30", "--seed=7"))
        .satisfies(
            options -> {
              assertThat(options.members()).isEqualTo(5);
              assertThat(options.load()).contains(Duration.ofSeconds(30));
              assertThat(options.seed()).hasValue(7);
            });
  }

  @Test
  void namesMayBeListed() {
    assertThat(run("--workload", "register,bank", "--fault=kill").workloads())
        .containsExactly("register", "bank");
  }

  @Test
  void aTargetIsMadeAbsolute() {
    assertThat(run("--target", "etcd").target()).contains(Path.of("etcd").toAbsolutePath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--members 0",
        "--members 8",
        "--members three",
        "--seconds 0",
        "--nonsense",
        "word",
        "--bug colour",
        "--workload",
        "--bug stale-read --target /bin/etcd",
        "--short --fault kill"
      })
  void whatMakesNoSenseIsRefused(String words) {
    assertThatThrownBy(() -> CommandLine.parse(List.of(words.split(" "))))
        .isInstanceOf(UsageProblem.class)
        .hasMessageNotContaining("null");
  }

  @Test
  void helpNamesEveryBugAndFlag() {
    assertThat(CommandLine.parse(List.of("--members", "9x", "--help").subList(2, 3)))
        .isInstanceOf(Options.Asked.Help.class);
    assertThat(CommandLine.HELP)
        .contains(CommandLine.BUGS)
        .contains("--members", "--workload", "--fault", "--seconds", "--short", "--seed")
        .contains("--target", "--bug", "--directory", "--markdown", "--list");
  }

  private static Options run(String... words) {
    return ((Options.Asked.Run) CommandLine.parse(List.of(words))).options();
  }
}
