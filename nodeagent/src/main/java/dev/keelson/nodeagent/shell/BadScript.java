package dev.keelson.nodeagent.shell;

/** Text that is no script, or one with what this shell does not know. */
final class BadScript extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadScript(String message) {
    super(message, null, false, false);
  }
}
