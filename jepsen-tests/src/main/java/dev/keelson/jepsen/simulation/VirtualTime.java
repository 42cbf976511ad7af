package dev.keelson.jepsen.simulation;

import java.time.Duration;
import java.util.PriorityQueue;

/**
 * A clock that jumps from one appointment to the next. What falls on the same nanosecond happens in
 * the order in which it was arranged, so that a run is one and the same every time.
 */
final class VirtualTime {
  private record Appointment(long at, long order, Runnable task)
      implements Comparable<Appointment> {
    @Override
    public int compareTo(Appointment other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Appointment> calendar = new PriorityQueue<>();
  private long now;
  private long arranged;

  /** Nanoseconds since the start of the run. */
  long now() {
    return now;
  }

  void after(Duration delay, Runnable task) {
    after(delay.toNanos(), task);
  }

  void after(long nanos, Runnable task) {
    calendar.add(new Appointment(now + Math.max(0, nanos), arranged++, task));
  }

  /** Runs {@code task} now and then, each time {@code interval} after the last, for ever. */
  void every(Duration interval, Runnable task) {
    after(
        interval,
        () -> {
          task.run();
          every(interval, task);
        });
  }

  /** The next appointment; false when there is none. */
  boolean step() {
    Appointment next = calendar.poll();
    if (next == null) {
      return false;
    }
    now = next.at;
    next.task.run();
    return true;
  }
}
