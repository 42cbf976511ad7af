package dev.keelson.raftstore.http;

import dev.keelson.raftstore.measure.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers of one member under the names that etcd's dashboards and alerts know, written as
 * Prometheus text.
 *
 * <p>Counting is a {@link LongAdder} and never waits. Registering is for start-up, any thread;
 * asking twice for one name and labels gives the same counter.
 */
public final class Metrics {
  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);

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

  /** {@code durations} that somebody else keeps, or that the caller is about to. */
  public void histogram(String name, String help, String labels, Durations durations) {
    series(name, help, "histogram", labels, durations);
  }

  /**
   * Durations whose labels are known only as they come, each with its own; asked at every scrape.
   */
  public void histograms(String name, String help, Supplier<Map<String, Durations>> byLabels) {
    series(name, help, "histogram", "", byLabels);
  }

  /** Counters whose labels are known only as they come; asked at every scrape. */
  public void counters(String name, String help, Supplier<Map<String, Long>> byLabels) {
    series(name, help, "counter", "", byLabels);
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
        int before = out.length();
        try {
          one.write(out, family.name);
        } catch (RuntimeException e) { // one number that cannot be had now must not cost the others
          out.setLength(before);
          LOG.debug("{} cannot be told", family.name, e);
        }
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
        case Durations durations -> histogram(out, name, labels, durations);
        case DoubleSupplier gauge -> line(out, name, labels, gauge.getAsDouble());
        case Supplier<?> many ->
            ((Map<?, ?>) many.get()).forEach((of, each) -> write(out, name, (String) of, each));
        default -> throw new AssertionError(owner.getClass());
      }
    }

    private static void write(StringBuilder out, String name, String labels, Object value) {
      if (value instanceof Durations durations) {
        histogram(out, name, labels, durations);
      } else {
        line(out, name, labels, ((Long) value).doubleValue());
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

  private static void histogram(
      StringBuilder out, String name, String labels, Durations durations) {
    String before = labels.isEmpty() ? "" : labels + ",";
    long sum = 0;
    for (int i = 0; i < durations.buckets(); i++) {
      sum += durations.count(i);
      double bound = durations.upperBound(i);
      String text = Double.isInfinite(bound) ? "+Inf" : Double.toString(bound);
      line(out, name + "_bucket", before + "le=\"" + text + '"', sum);
    }
    line(out, name + "_sum", labels, durations.sum());
    line(out, name + "_count", labels, sum);
  }
}
