package dev.keelson.launcher.etcd;

/** A setting that cannot be started with. The message is the whole line that the user gets. */
public final class BadSetting extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String line;

  public BadSetting(String message) {
    super(message, null, false, false);
    this.line = message;
  }

  /** The whole line that the user gets. */
  public String line() {
    return line;
  }
}
