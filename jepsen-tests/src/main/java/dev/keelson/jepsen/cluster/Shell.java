package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the system's own tools: ip, mount, mkfs, kill. */
final class Shell {
  private static final long LIMIT_SECONDS = 30;

  private Shell() {}

  /**
   * Runs to the end and answers what was printed, both streams.
   *
   * @throws IOException it is not there, or ended with another status than 0; says what it printed
   */
  static String run(String... command) throws IOException {
    return run(List.of(command));
  }

  static String run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    try {
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(String.join(" ", command) + ": no end in " + LIMIT_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            String.join(" ", command) + ": status " + process.exitValue() + ": " + printed);
      }
      return printed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted in " + command, e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Whether it can be run and ends with 0. */
  static boolean succeeds(String... command) {
    try {
      run(command);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
