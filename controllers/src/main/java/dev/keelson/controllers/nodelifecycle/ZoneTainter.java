package dev.keelson.controllers.nodelifecycle;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.client.time.TokenBucket;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Nodes of a zone that wait for a NoExecute taint, at a rate that the zone's state sets.
 * Thread-safe; whoever adds while a taint is written waits for that write.
 */
final class ZoneTainter {
  private final Timing timing;

  private final Set<String> waiting = new LinkedHashSet<>();

  private double rate;
  private Optional<TokenBucket> limiter;

  ZoneTainter(double rate, Timing timing) {
    this.timing = timing;
    this.rate = rate;
    this.limiter = bucket(rate);
  }

  /** In its place if it waits already. */
  synchronized void add(String node) {
    waiting.add(node);
  }

  synchronized void remove(String node) {
    waiting.remove(node);
  }

  /**
   * @param perSecond 0: none at all
   */
  synchronized void setRate(double perSecond) {
    if (perSecond == rate) {
      return;
    }
    boolean isDrained = !tryTake();
    rate = perSecond;
    limiter = bucket(perSecond);
    if (isDrained) {
      // Whoever had to wait for the old rate has to wait for the new one.
      tryTake();
    }
  }

  synchronized boolean isIdle() {
    return waiting.isEmpty();
  }

  synchronized double rate() {
    return rate;
  }

  /** As many as the rate allows; one whose taint fails waits on. */
  synchronized void work(Predicate<String> taint) {
    for (String node : waiting.toArray(String[]::new)) {
      if (!tryTake()) {
        return;
      }
      if (taint.test(node)) {
        waiting.remove(node);
      }
    }
  }

  private boolean tryTake() {
    return limiter.map(TokenBucket::tryTake).orElse(false);
  }

  private Optional<TokenBucket> bucket(double perSecond) {
    return perSecond > 0 ? Optional.of(new TokenBucket(perSecond, 1, timing)) : Optional.empty();
  }
}
