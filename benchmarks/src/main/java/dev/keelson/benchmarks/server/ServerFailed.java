package dev.keelson.benchmarks.server;

/** A server could not be started or ended; the message says which and shows the end of its log. */
public final class ServerFailed extends Exception {
  public ServerFailed(String message) {
    super(message);
  }
}
