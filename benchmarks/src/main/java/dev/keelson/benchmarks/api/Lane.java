package dev.keelson.benchmarks.api;

import io.netty.buffer.ByteBuf;

/** What one caller does, again and again: never two calls at once. */
interface Lane {
  /** The next call. */
  Call next();

  /** How many bytes an answer has at least that counts as good. */
  default long leastBytes() {
    return 1;
  }

  /** The answer's first part of a body, whose status was good. */
  default void answered(ByteBuf first) {}

  /** Whether the call just answered is what is measured, and not only its preparation. */
  default boolean isMeasured() {
    return true;
  }
}
