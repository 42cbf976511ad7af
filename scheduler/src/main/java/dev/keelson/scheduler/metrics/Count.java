package dev.keelson.scheduler.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that goes up; as a gauge also down. */
public final class Count implements Family.Series {
  private final LongAdder value = new LongAdder();

  Count() {}

  public void add(long more) {
    value.add(more);
  }

  public void increment() {
    value.increment();
  }

  @Override
  public void write(String name, Labels labels, StringBuilder out) {
    out.append(name).append(labels.inBraces()).append(' ').append(value.sum()).append('\n');
  }
}
