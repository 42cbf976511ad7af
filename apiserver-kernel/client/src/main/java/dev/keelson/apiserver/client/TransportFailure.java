package dev.keelson.apiserver.client;

import org.jspecify.annotations.Nullable;

/** A call without an answer, or a stream that broke off. */
public final class TransportFailure extends RuntimeException {
  private final boolean isUnsent;

  private TransportFailure(String message, boolean isUnsent, @Nullable Throwable cause) {
    super(message, cause);
    this.isUnsent = isUnsent;
  }

  /** The server has not seen it: no connection came about. */
  public static TransportFailure unsent(String message, Throwable cause) {
    return new TransportFailure(message, true, cause);
  }

  /** The server may have done it, or not. */
  public static TransportFailure broken(String message, @Nullable Throwable cause) {
    return new TransportFailure(message, false, cause);
  }

  /** Whether anything at all, creates too, may be tried again without doing it twice. */
  public boolean isUnsent() {
    return isUnsent;
  }
}
