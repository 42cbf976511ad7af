package dev.keelson.apiserver.model.select;

/** A text or an object is no selector; the message is upstream's. */
public final class BadSelector extends RuntimeException {
  BadSelector(String message) {
    super(message, null, false, false);
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
