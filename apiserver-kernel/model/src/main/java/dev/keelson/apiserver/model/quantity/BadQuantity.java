package dev.keelson.apiserver.model.quantity;

/** A text is no quantity; the message is upstream's. */
public final class BadQuantity extends RuntimeException {
  static final String FORMAT =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  static final String NUMBER = "unable to parse numeric part of quantity";
  static final String SUFFIX = "unable to parse quantity's suffix";

  BadQuantity(String message) {
    super(message, null, false, false);
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
