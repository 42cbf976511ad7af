package dev.keelson.apiserver.model;

/**
 * A request ends here with this status. Thrown from anywhere between the socket and the store,
 * caught in one place; carries no stack, since it is an answer and no fault.
 */
public final class ApiFailure extends RuntimeException {
  private final transient ApiStatus status;

  public ApiFailure(ApiStatus status) {
    super(status.message(), null, false, false);
    this.status = status;
  }

  public ApiStatus status() {
    return status;
  }
}
