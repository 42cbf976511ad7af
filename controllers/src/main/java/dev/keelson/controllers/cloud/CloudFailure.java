package dev.keelson.controllers.cloud;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cloud does not do what it is asked for. */
public final class CloudFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String why;
  private final @Nullable Duration retryAfter;

  private CloudFailure(String why, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(why, cause);
    this.why = why;
    this.retryAfter = retryAfter;
  }

  public static CloudFailure of(String why) {
    return new CloudFailure(why, null, null);
  }

  public static CloudFailure of(String why, Throwable cause) {
    return new CloudFailure(why, null, cause);
  }

  /** Not yet: it asks to be asked again after that time, not sooner and not later. */
  public static CloudFailure busy(String why, Duration retryAfter) {
    return new CloudFailure(why, retryAfter, null);
  }

  /** The machine, or whatever it was, is not there. */
  public static CloudFailure instanceNotFound() {
    return of("instance not found");
  }

  public String why() {
    return why;
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
