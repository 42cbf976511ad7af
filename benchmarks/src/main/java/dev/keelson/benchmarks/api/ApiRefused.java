package dev.keelson.benchmarks.api;

/** The server cannot be reached, or does not do what a case needs; the message says what. */
public final class ApiRefused extends Exception {
  private static final long serialVersionUID = 1;

  ApiRefused(String message) {
    super(message);
  }

  ApiRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
