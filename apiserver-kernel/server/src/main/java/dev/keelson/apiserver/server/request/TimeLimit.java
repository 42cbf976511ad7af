package dev.keelson.apiserver.server.request;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.strict.BadField;
import dev.keelson.apiserver.model.strict.DurationText;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.storage.RequestDeadline;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How long a request may take: what its {@code timeout} says, and never more than upstream's. */
public final class TimeLimit {
  private static final Set<String> LONG_VERBS = Set.of("watch", "proxy");
  private static final Set<String> LONG_SUBRESOURCES =
      Set.of("attach", "exec", "proxy", "log", "portforward");

  private TimeLimit() {}

  /**
   * Empty: it goes on as long as it does, whatever it says.
   *
   * @throws ApiFailure 400: no duration
   */
  public static Optional<Duration> of(ApiRequest request, RequestInfo info) {
    if (info.isResource()
        && (LONG_VERBS.contains(info.verb()) || LONG_SUBRESOURCES.contains(info.subresource()))) {
      return Optional.empty();
    }
    String text = request.query().text("timeout");
    if (text.isEmpty()) {
      return Optional.of(RequestDeadline.LONGEST);
    }
    try {
      Duration wanted = Duration.ofNanos(DurationText.nanos(text));
      boolean isShorter = wanted.isPositive() && wanted.compareTo(RequestDeadline.LONGEST) < 0;
      return Optional.of(isShorter ? wanted : RequestDeadline.LONGEST);
    } catch (BadField e) {
      throw new ApiFailure(
          ApiStatus.badRequest("invalid timeout specified in the request URL - " + e.getMessage()));
    }
  }
}
