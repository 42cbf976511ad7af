package dev.keelson.raftstore.backup.bbolt;

import java.io.IOException;
import java.io.Serial;

/** A file that is not bbolt's, or is damaged; the message is for the operator. */
public final class BadBoltFile extends IOException {
  @Serial private static final long serialVersionUID = 1;

  BadBoltFile(String message) {
    super(message);
  }
}
