package dev.keelson.raftstore.archive;

import java.io.IOException;
import java.io.Serial;

/** An archive that does not hold what is asked of it; the message names the object, in one line. */
public final class BadArchive extends IOException {
  @Serial private static final long serialVersionUID = 1;

  public BadArchive(String message) {
    super(message);
  }

  public BadArchive(String message, Throwable cause) {
    super(message, cause);
  }
}
