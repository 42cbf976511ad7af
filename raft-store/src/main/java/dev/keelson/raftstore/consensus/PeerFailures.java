package dev.keelson.raftstore.consensus;

import java.net.ConnectException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** What can be read out of a failed call to another member. */
final class PeerFailures {
  private PeerFailures() {}

  /** No connection came about, so nothing was sent. */
  static boolean neverConnected(@Nullable Throwable failure) {
    Throwable e = failure;
    for (int depth = 0; e != null && depth < 10; depth++, e = e.getCause()) {
      if (e instanceof ConnectException || e instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }
}
