package dev.keelson.benchmarks.api;

import dev.keelson.benchmarks.machine.Meter;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Many watchers of one object, and one writer of it. The n-th event a watcher sees is the n-th
 * write; its latency runs from sending the write, or from when its pace wanted it sent. Without
 * one, a write waits until every watcher has seen all but the last {@value #IN_FLIGHT} events.
 */
final class WatchCase {
  private static final int IN_FLIGHT = 4;
  private static final int MOST_WRITES = 1 << 16;
  private static final long LONGEST_SECONDS = 30;
  private static final String NAME = "watched";

  private final ApiConnection writer;
  private final List<ApiConnection> connections;
  private final Meter meter;
  private final long[] sentAt = new long[MOST_WRITES];
  private final AtomicLong delivered = new AtomicLong();
  private volatile Optional<String> error = Optional.empty();
  private volatile boolean measuring;

  WatchCase(ApiConnection writer, List<ApiConnection> connections, Meter meter) {
    this.writer = writer;
    this.connections = connections;
    this.meter = meter;
  }

  /**
   * @param pace writes a second; 0: as fast as all events arrive
   */
  ApiRow run(String name, int watchers, int pace, Duration warmup, Duration measured)
      throws ApiRefused, InterruptedException {
    String path = Texts.MAPS + "/" + NAME;
    Answer.of(writer, Call.post(Texts.MAPS, Texts.configMap(NAME, "", "first")));
    // As an informer begins: from the version of a list, which is newer than the object's own.
    String now = Answer.of(writer, Call.get(Texts.MAPS + "?fieldSelector=metadata.name%3D" + NAME));
    String version = now.replaceAll("(?s).*?\"resourceVersion\":\\s*\"(\\d+)\".*", "$1");
    CountDownLatch answered = new CountDownLatch(watchers);
    List<Watcher> all = new ArrayList<>();
    Call watch =
        Call.get(
            Texts.MAPS
                + "?watch=1&fieldSelector=metadata.name%3D"
                + NAME
                + "&resourceVersion="
                + version);
    for (int i = 0; i < watchers; i++) {
      Watcher watcher = new Watcher(answered);
      all.add(watcher);
      connections.get(i % connections.size()).send(watch, watcher);
    }
    // A server that sends no head before the first event is woken by the first write.
    answered.await(1, TimeUnit.SECONDS);
    long start = System.nanoTime();
    long measureFrom = start + warmup.toNanos();
    long end = measureFrom + measured.toNanos();
    Optional<Meter.Reading> before = Optional.empty();
    long countedFrom = 0;
    int written = 0;
    while (System.nanoTime() < end && written < MOST_WRITES && error.isEmpty()) {
      if (before.isEmpty() && System.nanoTime() >= measureFrom) {
        before = Optional.of(meter.read());
        countedFrom = delivered.get();
        measuring = true;
      }
      if (pace > 0) {
        long due = due(start, written, pace);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
      } else {
        await((written - IN_FLIGHT + 1L) * watchers);
      }
      sentAt[written] = pace > 0 ? due(start, written, pace) : System.nanoTime();
      String value = "%08d%s".formatted(written, "x".repeat(200));
      written++;
      Written answer = new Written();
      writer.send(Call.put(path, Texts.configMap(NAME, "", value)), answer);
      answer.done.await(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
    measuring = false;
    long count = delivered.get() - countedFrom;
    Meter.Usage usage = Meter.between(before.orElseGet(meter::read), meter.read());
    await((long) written * watchers);
    Histogram nanos = ApiRow.histogram();
    for (Watcher watcher : all) {
      watcher.over = true;
      nanos.add(watcher.nanos);
    }
    connections.forEach(connection -> connection.channel().close());
    ApiRow row = ApiRow.of(name, watchers, nanos, error.isPresent() ? 1 : 0, error, usage);
    if (row.errors() == 0
        && Math.abs(count - row.operations()) > count / 10 + watchers * IN_FLIGHT) {
      throw new ApiRefused(name + ": " + count + " events, but " + row.operations() + " timed");
    }
    return row;
  }

  private static long due(long start, int write, int pace) {
    return start + write * (1_000_000_000L / pace);
  }

  private void await(long events) {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (delivered.get() < events && error.isEmpty()) {
      if (System.nanoTime() > limit) {
        error = Optional.of(delivered.get() + " events instead of " + events);
      }
      LockSupport.parkNanos(50_000);
    }
  }

  private final class Written implements Receiver {
    private final CountDownLatch done = new CountDownLatch(1);

    @Override
    public void status(int status) {
      if (status >= 300) {
        error = Optional.of("the write was answered " + status);
      }
    }

    @Override
    public void data(ByteBuf part) {}

    @Override
    public void end() {
      done.countDown();
    }

    @Override
    public void failed(String why) {
      error = Optional.of("write: " + why);
      done.countDown();
    }
  }

  private final class Watcher implements Receiver {
    private final CountDownLatch answered;
    private final Histogram nanos = ApiRow.histogram();
    private volatile boolean over;
    private int seen;

    Watcher(CountDownLatch answered) {
      this.answered = answered;
    }

    @Override
    public void status(int status) {
      answered.countDown();
      if (status >= 300) {
        error = Optional.of("the watch was answered " + status);
      }
    }

    @Override
    public void data(ByteBuf part) {
      int from = part.readerIndex();
      int events = 0;
      while (from < part.writerIndex()) {
        int line = part.indexOf(from, part.writerIndex(), (byte) '\n');
        if (line < 0) {
          break;
        }
        events++;
        from = line + 1;
      }
      if (events == 0) {
        return;
      }
      long now = System.nanoTime();
      for (int i = 0; i < events; i++) {
        if (measuring && seen < MOST_WRITES) {
          nanos.recordValue(Math.clamp(now - sentAt[seen], 0, ApiRow.HIGHEST_NANOS));
        }
        seen++;
      }
      delivered.addAndGet(events);
    }

    @Override
    public void end() {
      failed("the server ended the watch");
    }

    @Override
    public void failed(String why) {
      if (!over) {
        error = Optional.of("watch: " + why);
      }
    }
  }
}
