package dev.keelson.mvcc.copy;

import java.io.Serial;

/** Records that no store can hold; the message names the record. */
public final class BadRecord extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  BadRecord(String message) {
    super(message);
  }
}
