package dev.keelson.mvcc;

/** Something that cannot be, was. On in production: a store that doubts itself stops. */
public final class Invariant extends RuntimeException {
  private Invariant(String message) {
    super(message);
  }

  /** {@code message} is a format for {@code values}, formatted only on failure. */
  public static void check(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new Invariant(message.formatted(values));
    }
  }
}
