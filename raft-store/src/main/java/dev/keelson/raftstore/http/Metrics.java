package dev.keelson.raftstore.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * The numbers of one member under the names that etcd's dashboards and alerts know, written as Prometheus text.
 *
 * <p>Counting is a {@link LongAdder} and never waits. Registering is for start-up, any thread; asking twice for one name
 * and labels gives the same counter.
 */
public final class Metrics {
  private final Map<String, Family> families = new TreeMap<>();

  /** {@code labels} as they stand between the braces, {@code a="x",b="y"}; empty = none. */
  public LongAdder counter(String name, String help, String labels) {
    LongAdder adder = new LongAdder();
    return (LongAdder) series(name, help, "counter", labels, adder).owner;
  }

  /** {@code value} is asked at every scrape, on the scraping thread; it must not block. */
  public void gauge(String name, String help, String labels, DoubleSupplier value) {
    series(name, help, "gauge", labels, value);
  }

  /** A counter that somebody else keeps. */
  public void counter(String name, String help, String labels, DoubleSupplier value) {
    series(name, help, "counter", labels, value);
  }

  /** {@code bounds}: upper bounds in seconds, ascending, without the last, infinite one. */
  public Histogram histogram(String name, String help, String labels, double... bounds) {
    return (Histogram) series(name, help, "histogram", labels, new Histogram(bounds)).owner;
  }

  public String text() {
    List<Family> all;
    synchronized (families) {
      all = new ArrayList<>(families.values());
    }
    StringBuilder out = new StringBuilder(32 << 10);
    for (Family family : all) {
      out.append("# HELP ").append(family.name).append(' ').append(family.help).append('\n');
      out.append("# TYPE ").append(family.name).append(' ').append(family.type).append('\n');
      List<Series> series;
      synchronized (families) {
        series = new ArrayList<>(family.series.values());
      }
      for (Series one : series) {
        one.write(out, family.name);
      }
    }
    return out.toString();
  }

  private Series series(String name, String help, String type, String labels, Object owner) {
    synchronized (families) {
      return families
          .computeIfAbsent(name, _ -> new Family(name, help, type))
          .series
          .computeIfAbsent(labels, _ -> new Series(labels, owner));
    }
  }

  private record Family(String name, String help, String type, Map<String, Series> series) {
    Family(String name, String help, String type) {
      this(name, help, type, new LinkedHashMap<>());
    }
  }

  private record Series(String labels, Object owner) {
    void write(StringBuilder out, String name) {
      switch (owner) {
        case LongAdder adder -> line(out, name, labels, adder.sum());
        case Histogram histogram -> histogram.write(out, name, labels);
        case DoubleSupplier gauge -> line(out, name, labels, gauge.getAsDouble());
        default -> throw new AssertionError(owner.getClass());
      }
    }
  }

  private static void line(StringBuilder out, String name, String labels, double value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ');
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      out.append((long) value);
    } else {
      out.append(value);
    }
    out.append('\n');
  }

  /** Counts durations in buckets; any thread. */
  public static final class Histogram {
    private final double[] bounds;
    private final LongAdder[] buckets;
    private final LongAdder nanos = new LongAdder();

    private Histogram(double[] bounds) {
      this.bounds = bounds.clone();
      this.buckets = new LongAdder[bounds.length + 1];
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    public void observeNanos(long duration) {
      double seconds = duration / 1e9;
      int at = 0;
      while (at < bounds.length && seconds > bounds[at]) {
        at++;
      }
      buckets[at].increment();
      nanos.add(duration);
    }

    private void write(StringBuilder out, String name, String labels) {
      String before = labels.isEmpty() ? "" : labels + ",";
      long sum = 0;
      for (int i = 0; i < buckets.length; i++) {
        sum += buckets[i].sum();
        String bound = i < bounds.length ? Double.toString(bounds[i]) : "+Inf";
        line(out, name + "_bucket", before + "le=\"" + bound + '"', sum);
      }
      line(out, name + "_sum", labels, nanos.sum() / 1e9);
      line(out, name + "_count", labels, sum);
    }
  }
}
