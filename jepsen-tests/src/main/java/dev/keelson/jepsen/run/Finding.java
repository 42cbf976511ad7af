package dev.keelson.jepsen.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a row ended.
 *
 * @param ok calls that were answered
 * @param failed calls that certainly had no effect
 * @param unknown calls that nobody knows about
 * @param faults strikes
 * @param problems what is wrong, the first first; empty: valid
 * @param leftOut why it was not run after all
 * @param kept where history, logs and drawing are
 */
record Finding(
    Plan.Row row,
    long ok,
    long failed,
    long unknown,
    long watched,
    int faults,
    double seconds,
    List<String> problems,
    Optional<String> leftOut,
    Optional<Path> kept) {
  Finding {
    problems = List.copyOf(problems);
  }

  boolean isValid() {
    return problems.isEmpty();
  }

  static Finding leftOut(Plan.Row row, String why) {
    return new Finding(row, 0, 0, 0, 0, 0, 0, List.of(), Optional.of(why), Optional.empty());
  }

  /** The same, with where things are kept. */
  Finding keptIn(Path directory) {
    return new Finding(
        row,
        ok,
        failed,
        unknown,
        watched,
        faults,
        seconds,
        problems,
        leftOut,
        Optional.of(directory));
  }
}
