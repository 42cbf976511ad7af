package dev.keelson.jepsen.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the user wants.
 *
 * @param workloads names or beginnings of names; empty: all
 * @param faults names or beginnings of names; empty: all
 * @param load how long the clients of a row work; empty: the default of the list
 * @param shortList only the fixed short list
 * @param seed of the run; empty: a new one
 * @param target program under test; empty: this repository's
 * @param bug a bug to plant into the target; for the proof that it would be found
 * @param directory for everything that is kept; empty: a new one below target
 * @param markdown a file that gets a table's row for each line, after what it holds already
 */
record Options(
    int members,
    List<String> workloads,
    List<String> faults,
    Optional<Duration> load,
    boolean shortList,
    OptionalLong seed,
    Optional<Path> target,
    Optional<String> bug,
    Optional<Path> directory,
    Optional<Path> markdown,
    boolean keep) {
  static final int MAX_MEMBERS = 7;

  /** What was asked for: a run, or to be told something. */
  sealed interface Asked {
    record Run(Options options) implements Asked {}

    record Help() implements Asked {}

    record Catalogue() implements Asked {}
  }

  Options {
    workloads = List.copyOf(workloads);
    faults = List.copyOf(faults);
  }
}
