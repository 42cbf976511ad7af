package dev.keelson.apiserver.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A request on its way out.
 *
 * @param method in upper case
 * @param path percent-encoded, with its query: {@code /api/v1/pods?limit=500}
 * @param headers names in lower case; credentials are the transport's
 * @param timeout until the whole answer is there; of a watch, until it ends
 */
public record ApiCall(
    String method, String path, Map<String, String> headers, byte[] body, Duration timeout) {
  /** As long as the API server itself works at an ordinary request. */
  public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);

  private static final byte[] NO_BODY = new byte[0];

  public ApiCall {
    Map<String, String> lower = new LinkedHashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = Map.copyOf(lower);
  }

  public static ApiCall of(String method, String path) {
    return new ApiCall(method, path, Map.of(), NO_BODY, USUAL_TIMEOUT);
  }

  public ApiCall withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new ApiCall(method, path, more, body, timeout);
  }

  public ApiCall withBody(String contentType, byte[] content) {
    return new ApiCall(method, path, headers, content, timeout)
        .withHeader("content-type", contentType);
  }

  public ApiCall withTimeout(Duration bound) {
    return new ApiCall(method, path, headers, body, bound);
  }
}
