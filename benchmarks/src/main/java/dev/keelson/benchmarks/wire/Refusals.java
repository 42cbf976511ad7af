package dev.keelson.benchmarks.wire;

import io.grpc.Status;
import java.util.Objects;

/** A failed call in one line: gRPC's code, the server's words, and the innermost cause. */
public final class Refusals {
  private Refusals() {}

  /** Says why a call with this status failed. */
  public static String words(Status status) {
    StringBuilder words = new StringBuilder(status.getCode().toString());
    if (status.getDescription() != null) {
      words.append(": ").append(status.getDescription());
    }
    Throwable cause = status.getCause();
    if (cause != null) {
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      words.append(" (").append(Objects.requireNonNullElse(cause.getMessage(), cause)).append(')');
    }
    return words.toString();
  }

  /** The same of what a call threw. */
  public static String words(Throwable thrown) {
    return words(Status.fromThrowable(thrown));
  }
}
