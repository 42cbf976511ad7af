package dev.keelson.raftstore.backup;

import java.io.IOException;
import java.io.Serial;

/** A file that cannot be restored from; the message says what is wrong with it, in one line. */
public final class BadSnapshot extends IOException {
  @Serial private static final long serialVersionUID = 1;

  public BadSnapshot(String message) {
    super(message);
  }

  public BadSnapshot(String message, Throwable cause) {
    super(message, cause);
  }
}
