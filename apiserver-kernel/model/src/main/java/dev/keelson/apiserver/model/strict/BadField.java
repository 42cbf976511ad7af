package dev.keelson.apiserver.model.strict;

/**
 * A value that its field cannot hold. The message is what Go's decoder says, and goes behind {@code
 * Pod in version "v1" cannot be handled as a Pod: }, as BadRequest.
 */
public final class BadField extends RuntimeException {
  private final String converted;

  BadField(String message) {
    this(message, message);
  }

  BadField(String message, String converted) {
    super(message, null, false, false);
    this.converted = converted;
  }

  /** What upstream says of it where a tree, not a text, is made into an object. */
  public String converted() {
    return converted;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
