package dev.keelson.scheduler.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/** How often how much, in buckets. */
public final class Durations implements Family.Series {
  private final double[] bounds;
  private final AtomicLongArray buckets;
  private final DoubleAdder sum = new DoubleAdder();

  private Durations(double[] bounds) {
    this.bounds = bounds;
    this.buckets = new AtomicLongArray(bounds.length + 1);
  }

  /** Bounds that grow by a factor. */
  static Durations growing(double first, double factor, int count) {
    double[] bounds = new double[count];
    double bound = first;
    for (int i = 0; i < count; i++) {
      bounds[i] = bound;
      bound *= factor;
    }
    return new Durations(bounds);
  }

  public void observeNanos(long nanos) {
    observe(nanos / 1e9);
  }

  public void observe(double value) {
    int at = Arrays.binarySearch(bounds, value);
    buckets.incrementAndGet(at < 0 ? -at - 1 : at);
    sum.add(value);
  }

  @Override
  public void write(String name, Labels labels, StringBuilder out) {
    long count = 0;
    for (int i = 0; i <= bounds.length; i++) {
      count += buckets.get(i);
      String bound = i == bounds.length ? "+Inf" : bound(bounds[i]);
      out.append(name).append("_bucket").append(labels.inBraces("le=\"" + bound + "\""));
      out.append(' ').append(count).append('\n');
    }
    out.append(name).append("_sum").append(labels.inBraces()).append(' ').append(sum.sum());
    out.append('\n').append(name).append("_count").append(labels.inBraces()).append(' ');
    out.append(count).append('\n');
  }

  /** As Go prints it: whole numbers without a point. */
  private static String bound(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
