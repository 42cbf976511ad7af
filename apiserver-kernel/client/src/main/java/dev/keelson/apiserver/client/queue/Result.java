package dev.keelson.apiserver.client.queue;

import java.time.Duration;

/** What is to become of a name that was reconciled. */
public sealed interface Result {
  /** As wanted, until something changes. */
  record Done() implements Result {}

  /** Not yet: once more, later with each time in a row. */
  record Again() implements Result {}

  /** As wanted; look again after a while. */
  record After(Duration delay) implements Result {}

  static Result done() {
    return new Done();
  }

  static Result again() {
    return new Again();
  }

  static Result after(Duration delay) {
    return new After(delay);
  }
}
