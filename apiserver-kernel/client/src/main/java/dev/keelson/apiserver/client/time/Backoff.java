package dev.keelson.apiserver.client.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double, each lengthened by up to its own length at random, so that a thousand clients
 * of a server that comes back do not come all at once. One thread.
 */
public final class Backoff {
  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private Duration next;

  /**
   * @param most of the wait without its random part
   */
  public Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
    this.next = first;
  }

  public Duration next() {
    Duration wait = next;
    Duration doubled = wait.multipliedBy(2);
    next = doubled.compareTo(most) > 0 ? most : doubled;
    return wait.plusNanos((long) (wait.toNanos() * random.nextDouble()));
  }

  /** It went well. */
  public void reset() {
    next = first;
  }
}
