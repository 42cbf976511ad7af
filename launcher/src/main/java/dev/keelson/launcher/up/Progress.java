package dev.keelson.launcher.up;

import java.io.PrintStream;
import java.time.Duration;

/** A line for each thing that has come up, with the time it took. Colours only on a terminal. */
final class Progress {
  private static final String GREEN = "\u001b[32m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final boolean hasColours;
  private long since = System.nanoTime();

  Progress(PrintStream out, boolean hasColours) {
    this.out = out;
    this.hasColours = hasColours;
  }

  static Progress on(PrintStream out) {
    var console = System.console();
    boolean isTerminal = console != null && console.isTerminal();
    return new Progress(out, isTerminal && System.getenv("NO_COLOR") == null);
  }

  /** The time since the last one is {@code what}'s. */
  synchronized void done(String what, String detail) {
    long now = System.nanoTime();
    Duration took = Duration.ofNanos(now - since);
    since = now;
    String mark = hasColours ? GREEN + "✓" + PLAIN : "✓";
    out.printf("%s %-20s %5.2f s  %s%n", mark, what, took.toNanos() / 1e9, detail);
  }

  void say(String text) {
    out.print(text);
    out.flush();
  }
}
