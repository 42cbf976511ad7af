package dev.keelson.apiserver.server.pki;

/** A certificate or key is not as it should be; the message says which file and what to do. */
public final class PkiFault extends RuntimeException {
  public PkiFault(String message) {
    super(message);
  }

  public PkiFault(String message, Throwable cause) {
    super(message, cause);
  }
}
