package dev.keelson.mvcc;

import java.util.function.Function;

/** An answer, or an expected refusal: never an exception, because neither is a fault. */
public sealed interface Outcome<T> {
  record Ok<T>(T value) implements Outcome<T> {}

  record Refused<T>(Refusal why) implements Outcome<T> {}

  static <T> Outcome<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T> Outcome<T> refused(Refusal why) {
    return new Refused<>(why);
  }

  default <U> Outcome<U> map(Function<? super T, ? extends U> change) {
    return switch (this) {
      case Ok<T>(T value) -> new Ok<>(change.apply(value));
      case Refused<T>(Refusal why) -> new Refused<>(why);
    };
  }

  /** For callers to whom a refusal is a bug: tests, examples, embedders who want exceptions. */
  default T orThrow() {
    return switch (this) {
      case Ok<T>(T value) -> value;
      case Refused<T>(Refusal why) -> throw new RefusedException(why);
    };
  }

  /** Carries a refusal to a caller who asked for an exception. */
  final class RefusedException extends RuntimeException {
    private final transient Refusal why;

    RefusedException(Refusal why) {
      super("refused: " + why);
      this.why = why;
    }

    public Refusal why() {
      return why;
    }
  }
}
