package dev.keelson.raftstore.tls;

/**
 * A certificate, key or list that cannot be used. The message is one line that names the file, says
 * what is wrong with it and what to do; it never holds what the file holds.
 */
public final class TlsFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TlsFault(String message) {
    super(message);
  }

  public TlsFault(String message, Throwable cause) {
    super(message, cause);
  }
}
