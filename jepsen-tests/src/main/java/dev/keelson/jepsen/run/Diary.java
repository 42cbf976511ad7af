package dev.keelson.jepsen.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** What was done to the members in one row, and when, in a file that is written at once. */
final class Diary {
  private final Path file;
  private final long zero = System.nanoTime();

  Diary(Path file) {
    this.file = file;
  }

  synchronized void note(String what) {
    String line = String.format(Locale.ROOT, "%8.3f  %s%n", (System.nanoTime() - zero) / 1e9, what);
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
