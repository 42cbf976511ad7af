package dev.keelson.apiserver.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts of values below bounds. Any thread; an observation allocates nothing. */
final class Histogram {
  /** Upstream's, of requests, in seconds. */
  static final double[] REQUEST_SECONDS = {
    0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30,
    45, 60
  };

  /** Upstream's, of admission, in seconds. */
  static final double[] ADMISSION_SECONDS = {0.005, 0.025, 0.1, 0.5, 1.0, 2.5};

  /** Upstream's, of answers, in bytes. */
  static final double[] ANSWER_BYTES = {1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  static final double NANOS = 1e-9;

  private final double[] bounds;
  private final double unit;
  private final LongAdder[] counts;
  private final LongAdder sum = new LongAdder();

  /**
   * @param bounds ascending
   * @param unit what an observed one is worth, in the unit of the bounds
   */
  Histogram(double[] bounds, double unit) {
    this.bounds = bounds;
    this.unit = unit;
    this.counts = new LongAdder[bounds.length + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void observe(long value) {
    double scaled = value * unit;
    int place = 0;
    while (place < bounds.length && scaled > bounds[place]) {
      place++;
    }
    counts[place].increment();
    sum.add(value);
  }

  void tell(Exposition out, String name, String labels) {
    long all = 0;
    for (int i = 0; i < bounds.length; i++) {
      all += counts[i].sum();
      out.line(name + "_bucket", labels + ",le=\"" + Exposition.number(bounds[i]) + "\"", all);
    }
    all += counts[bounds.length].sum();
    out.line(name + "_bucket", labels + ",le=\"+Inf\"", all);
    out.line(name + "_sum", labels, sum.sum() * unit);
    out.line(name + "_count", labels, all);
  }
}
