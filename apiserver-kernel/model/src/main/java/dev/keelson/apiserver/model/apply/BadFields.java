package dev.keelson.apiserver.model.apply;

import org.jspecify.annotations.Nullable;

/** What stands in {@code managedFields} is none; the message says why. */
final class BadFields extends Exception {
  private static final long serialVersionUID = 1;

  BadFields(@Nullable String message) {
    super(message, null, false, false);
  }
}
