package dev.keelson.apiserver.client;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.client.time.TokenBucket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * @param headers sent with every call: {@code user-agent}, impersonation
 * @param retries how often a call is tried again after 429 or 5xx with {@code Retry-After}, or when
 *     no connection came about; client-go's is 10
 * @param limit how many calls a second; empty: the server's fairness decides
 */
public record ClientOptions(
    Map<String, String> headers,
    Duration timeout,
    int retries,
    Optional<TokenBucket> limit,
    Timing timing) {
  public ClientOptions {
    headers = Map.copyOf(headers);
  }

  /**
   * @param userAgent by which the server's log and managed fields know us
   */
  public static ClientOptions usual(String userAgent) {
    return new ClientOptions(
        Map.of("user-agent", userAgent),
        ApiCall.USUAL_TIMEOUT,
        10,
        Optional.empty(),
        Timing.system());
  }

  public ClientOptions withTiming(Timing other) {
    return new ClientOptions(headers, timeout, retries, limit, other);
  }

  public ClientOptions withTimeout(Duration bound) {
    return new ClientOptions(headers, bound, retries, limit, timing);
  }

  public ClientOptions withRetries(int most) {
    return new ClientOptions(headers, timeout, most, limit, timing);
  }

  public ClientOptions withLimit(double perSecond, int burst) {
    return new ClientOptions(
        headers, timeout, retries, Optional.of(new TokenBucket(perSecond, burst, timing)), timing);
  }
}
