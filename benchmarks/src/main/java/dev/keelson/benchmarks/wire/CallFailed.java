package dev.keelson.benchmarks.wire;

/** A call that had to succeed did not; the message names the method and the server's words. */
public final class CallFailed extends Exception {
  public CallFailed(String message) {
    super(message);
  }
}
