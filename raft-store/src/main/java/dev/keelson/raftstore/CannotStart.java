package dev.keelson.raftstore;

/**
 * A member cannot start, for a reason that its operator can mend. The message is one line that says
 * what is wrong and what to do; print it without the stack.
 */
public final class CannotStart extends RuntimeException {
  public CannotStart(String message) {
    super(message);
  }

  public CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
