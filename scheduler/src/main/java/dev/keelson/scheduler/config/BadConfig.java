package dev.keelson.scheduler.config;

/** A configuration that cannot be used. The message says where and why; never null. */
public final class BadConfig extends RuntimeException {
  public BadConfig(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
