package dev.keelson.benchmarks;

import java.io.PrintStream;

/**
 * Says on standard error what goes on, so that standard output holds the tables alone. On a
 * terminal the current step is one line that changes; elsewhere, only what is done is printed,
 * without colours. Any thread.
 */
final class Progress {
  private static final String CLEAR = "\r\u001b[2K";
  private static final String DIM = "\u001b[2m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final boolean terminal;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** To standard error; a terminal if the console is one and is not told to be plain. */
  static Progress toStandardError() {
    var console = System.console();
    boolean plain = System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"));
    return new Progress(System.err, console != null && console.isTerminal() && !plain);
  }

  /** What is being done; replaced by the next line. Not printed off a terminal. */
  synchronized void doing(String what) {
    if (terminal) {
      out.print(CLEAR + DIM + what + PLAIN);
      out.flush();
    }
  }

  /** What has been done. */
  synchronized void done(String what) {
    out.println(terminal ? CLEAR + what : what);
  }

  /** What went wrong. */
  synchronized void failed(String what) {
    out.println(terminal ? CLEAR + RED + what + PLAIN : what);
  }

  /** Removes the changing line. */
  synchronized void clear() {
    if (terminal) {
      out.print(CLEAR);
      out.flush();
    }
  }
}
