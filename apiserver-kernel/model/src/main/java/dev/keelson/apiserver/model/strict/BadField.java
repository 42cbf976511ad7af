package dev.keelson.apiserver.model.strict;

/**
 * A value that its field cannot hold. The message is what Go's decoder says, and goes behind {@code
 * Pod in version "v1" cannot be handled as a Pod: }, as BadRequest.
 */
public final class BadField extends RuntimeException {
  BadField(String message) {
    super(message, null, false, false);
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
