package dev.keelson.apiserver.model.apply;

import dev.keelson.apiserver.model.ApiStatus;

/** The applied configuration cannot be merged, and why. Carries no stack, since it is an answer. */
public final class BadApply extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ApiStatus status;

  private BadApply(ApiStatus status) {
    super(status.message(), null, false, false);
    this.status = status;
  }

  static BadApply request(String message) {
    return new BadApply(ApiStatus.badRequest(message));
  }

  /**
   * Not of its type. Upstream knows no status for it and answers 500 without a reason; kubectl
   * prints "Error from server: …".
   */
  static BadApply type(String message) {
    return new BadApply(ApiStatus.of(500, "", message));
  }

  public ApiStatus status() {
    return status;
  }
}
