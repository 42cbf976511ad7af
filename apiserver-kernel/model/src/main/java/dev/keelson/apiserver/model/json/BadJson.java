package dev.keelson.apiserver.model.json;

/** The bytes are not what they should be; the message says where and why, for the sender. */
public final class BadJson extends RuntimeException {
  public BadJson(String message) {
    super(message, null, false, false);
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
