package dev.keelson.apiserver.client.time;

import java.time.Duration;

/**
 * So many a second, so many at once. Full at first. May be overdrawn by those who promise to wait.
 * Thread-safe.
 */
public final class TokenBucket {
  private final double perSecond;
  private final int burst;
  private final Timing timing;
  private double tokens;
  private long filledAt;

  /**
   * @param perSecond above 0
   * @param burst at least 1
   */
  public TokenBucket(double perSecond, int burst, Timing timing) {
    if (!(perSecond > 0) || burst < 1) {
      throw new IllegalArgumentException(
          "a bucket of %d filled with %s a second".formatted(burst, perSecond));
    }
    this.perSecond = perSecond;
    this.burst = burst;
    this.timing = timing;
    this.tokens = burst;
    this.filledAt = timing.nanos();
  }

  /** Takes one in any case; its owner waits for as long as is answered. */
  public synchronized Duration reserve() {
    fill();
    tokens -= 1;
    return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / perSecond * 1e9));
  }

  /** Takes one if there is one. */
  public synchronized boolean tryTake() {
    fill();
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }

  private void fill() {
    long now = timing.nanos();
    tokens = Math.min(burst, tokens + (now - filledAt) / 1e9 * perSecond);
    filledAt = now;
  }
}
