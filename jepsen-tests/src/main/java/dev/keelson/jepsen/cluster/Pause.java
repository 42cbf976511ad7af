package dev.keelson.jepsen.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;

/** Waiting, with an interruption told as the end of input and output. */
final class Pause {
  private Pause() {}

  static void millis(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }
}
