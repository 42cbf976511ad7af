package dev.keelson.launcher.snapshot;

import java.io.Serial;

/** Words that make no command: exit 128, as etcdctl. */
public final class Misuse extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String line;

  public Misuse(String line) {
    super(line, null, false, false);
    this.line = line;
  }

  public String line() {
    return line;
  }
}
