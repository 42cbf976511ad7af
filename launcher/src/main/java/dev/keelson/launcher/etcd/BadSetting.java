package dev.keelson.launcher.etcd;

/** A setting that cannot be started with. The message is the whole line that the user gets. */
final class BadSetting extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadSetting(String message) {
    super(message, null, false, false);
  }
}
