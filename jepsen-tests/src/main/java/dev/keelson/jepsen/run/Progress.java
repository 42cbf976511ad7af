package dev.keelson.jepsen.run;

import java.io.PrintStream;

/** Lines for everybody; on a terminal colours, and one line that is written over and over. */
final class Progress {
  private static final String ERASE = "\r\033[K";
  private static final String GREEN = "\033[32m";
  private static final String RED = "\033[1;31m";
  private static final String FAINT = "\033[2m";
  private static final String PLAIN = "\033[0m";

  private final PrintStream out;
  private final boolean terminal;

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  synchronized void line(String text) {
    out.println((terminal ? ERASE : "") + text);
    out.flush();
  }

  synchronized void finding(Finding finding) {
    String text = Table.line(finding);
    if (!terminal) {
      line(text);
    } else if (finding.leftOut().isPresent()) {
      line(FAINT + text + PLAIN);
    } else {
      line((finding.isValid() ? GREEN : RED) + text + PLAIN);
    }
  }

  /** Nothing where there is no terminal. */
  synchronized void now(String text) {
    if (terminal) {
      out.print(ERASE + FAINT + text + PLAIN);
      out.flush();
    }
  }
}
