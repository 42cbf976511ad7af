package dev.keelson.jepsen.simulation;

import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * All that happened, line by line: into a file where one is wanted, and into a sum that is the same
 * whenever the run is the same.
 */
final class Trace {
  private final VirtualTime time;
  private final Optional<PrintStream> out;
  private final CRC32C sum = new CRC32C();
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
    out.ifPresent(file -> file.printf("%12d us  %s%n", time.now() / 1000, text.get()));
  }

  private void add(long number) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      sum.update((int) (number >>> shift));
    }
  }

  long lines() {
    return lines;
  }

  String sum() {
    return "%08x".formatted(sum.getValue());
  }
}
