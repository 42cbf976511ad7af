package dev.keelson.controllers.pod;

import dev.keelson.apiserver.model.ApiObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Times as objects carry them: RFC 3339, most of them of whole seconds. */
public final class Times {
  private Times() {}

  /** Empty where the text is none. */
  public static Optional<Instant> parse(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.endsWith("Z") ? Instant.parse(text) : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** As {@code metav1.Time} is written: seconds. */
  public static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** {@link Instant#MIN} where the server has not said it yet. */
  public static Instant created(ApiObject object) {
    return parse(object.metadata().text("creationTimestamp")).orElse(Instant.MIN);
  }

  public static Optional<Instant> deleted(ApiObject object) {
    return parse(object.metadata().text("deletionTimestamp"));
  }
}
