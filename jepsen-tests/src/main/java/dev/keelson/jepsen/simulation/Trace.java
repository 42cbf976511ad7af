package dev.keelson.jepsen.simulation;

import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All that happened, line by line: into a file where one is wanted, and into a sum that is the same
 * whenever the run is the same.
 */
final class Trace {
  private final VirtualTime time;
  private final Optional<PrintStream> out;
  private long sum = 0x9e3779b97f4a7c15L;
  private long lines;

  Trace(VirtualTime time, Optional<PrintStream> out) {
    this.time = time;
    this.out = out;
  }

  /** {@code number} says what happened as far as the sum goes; {@code text} says it to people. */
  void note(long number, Supplier<String> text) {
    lines++;
    add(time.now());
    add(number);
    if (out.isPresent()) {
      out.get().printf("%12d us  %s%n", time.now() / 1000, text.get());
    }
  }

  /** Each bit of a number reaches many of the sum, and the order counts. */
  private void add(long number) {
    long mixed = (sum ^ number) * 0xd6e8feb86659fd93L;
    sum = Long.rotateLeft(mixed ^ mixed >>> 32, 27) + 0x52dce729L;
  }

  long lines() {
    return lines;
  }

  String sum() {
    return "%016x".formatted(sum);
  }
}
