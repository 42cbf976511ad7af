package dev.keelson.benchmarks.load;

import dev.keelson.benchmarks.machine.Meter;
import dev.keelson.benchmarks.wire.Answer;
import dev.keelson.benchmarks.wire.CallFailed;
import dev.keelson.benchmarks.wire.Connections;
import dev.keelson.benchmarks.wire.EtcdMethods;
import dev.keelson.benchmarks.wire.Refusals;
import dev.keelson.benchmarks.wire.Requests;
import dev.keelson.benchmarks.wire.Stamp;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Many watchers of one prefix, one writer. A latency is the time from sending a put to receiving
 * one watcher's copy of its event; an operation is one copy.
 */
public final class WatchFanOut implements AutoCloseable {
  /** Events sent whose copies have not all arrived, where the writer is not paced. */
  private static final int IN_FLIGHT = 4;

  /** Events whose copies may be under way at once, a power of two: 80 s of a paced writer's. */
  private static final int SLOTS = 4_096;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * How the watchers are spread and how fast the writer is.
   *
   * @param streams watch streams, at most one a watcher
   * @param putsPerSecond 0 for as fast as all copies arrive
   */
  public record Shape(String name, int watchers, int streams, int putsPerSecond) {
    public Shape {
      if (streams < 1 || watchers < streams || putsPerSecond < 0) {
        throw new IllegalArgumentException(watchers + " watchers on " + streams + " streams");
      }
    }
  }

  /**
   * One put and the copies of its event that have not arrived; guarded by {@code missing}'s
   * volatile accesses.
   */
  private static final class Slot {
    private final AtomicInteger missing = new AtomicInteger();
    private long stamp;
    private long sent;
  }

  private final Shape shape;
  private final Connections readers;
  private final Connections writer;
  private final Values values;
  private final Recorder[] latencies;
  private final Slot[] slots = new Slot[SLOTS];
  private final List<ClientCall<byte[], byte[]>> streams = new ArrayList<>();
  private final CountDownLatch created;
  private final AtomicLong next = new AtomicLong(ThreadLocalRandom.current().nextLong() >>> 2);
  private final AtomicLong errors = new AtomicLong();
  private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();
  private volatile boolean measuring;
  private volatile boolean stopped;

  /**
   * Watches on {@code readers}, puts on {@code writer}; {@code values} hold at least eight bytes.
   */
  public WatchFanOut(Shape shape, Connections readers, Connections writer, Values values) {
    this.shape = shape;
    this.readers = readers;
    this.writer = writer;
    this.values = values;
    this.created = new CountDownLatch(shape.watchers());
    this.latencies = new Recorder[readers.size()];
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = new Recorder(Measurement.HIGHEST_NANOS, Measurement.DIGITS);
    }
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot();
    }
  }

  /**
   * Opens the watches, warms up, measures.
   *
   * @throws CallFailed when the watches are not all created within 30 s
   */
  public Measurement run(Duration warmup, Duration measure, Meter meter)
      throws CallFailed, InterruptedException {
    openStreams();
    if (shape.putsPerSecond() == 0) {
      for (int i = 0; i < IN_FLIGHT; i++) {
        put();
      }
    }
    pass(warmup);
    for (Recorder recorder : latencies) {
      recorder.reset();
    }
    errors.set(0);
    Meter.Reading before = meter.read();
    measuring = true;
    pass(measure);
    measuring = false;
    Meter.Usage usage = Meter.between(before, meter.read());
    stopped = true;
    drain();
    Histogram all = new Histogram(Measurement.HIGHEST_NANOS, Measurement.DIGITS);
    for (Recorder recorder : latencies) {
      all.add(recorder.getIntervalHistogram());
    }
    Optional<String> why = Optional.ofNullable(firstError.get());
    return Measurement.of(shape.name(), shape.watchers(), all, errors.get(), why, usage);
  }

  private void openStreams() throws CallFailed, InterruptedException {
    byte[] create = Requests.watchPrefix(Keys.watchedPrefix());
    for (int s = 0; s < shape.streams(); s++) {
      ClientCall<byte[], byte[]> call = readers.call(EtcdMethods.WATCH, s);
      streams.add(call);
      call.start(new Stream(call, latencies[s % latencies.length]), new Metadata());
      call.request(64);
      for (int w = s; w < shape.watchers(); w += shape.streams()) {
        call.sendMessage(create);
      }
    }
    if (!created.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      String why = firstError.get();
      throw new CallFailed(
          "%s: %d of %d watches were not created within %d s%s"
              .formatted(
                  shape.name(),
                  created.getCount(),
                  shape.watchers(),
                  PATIENCE.toSeconds(),
                  why == null ? "" : ": " + why));
    }
  }

  /** Lets time pass, putting at the writer's pace if it has one. */
  private void pass(Duration duration) throws InterruptedException {
    if (shape.putsPerSecond() == 0) {
      Thread.sleep(duration);
      return;
    }
    long period = 1_000_000_000L / shape.putsPerSecond();
    long start = System.nanoTime();
    for (long at = 0; at < duration.toNanos(); at += period) {
      long wait = start + at - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      put();
    }
  }

  private void put() {
    long stamp = next.getAndIncrement();
    Slot slot = slots[(int) (stamp & (SLOTS - 1))];
    if (slot.missing.get() != 0) {
      failed("watchers are more than " + SLOTS + " events behind the writer");
      return;
    }
    byte[] value = values.next();
    Stamp.write(value, stamp);
    byte[] request = Requests.put(Keys.watched((int) (stamp % 1_000)), value);
    slot.stamp = stamp;
    slot.sent = System.nanoTime();
    slot.missing.set(shape.watchers());
    var unused =
        writer
            .send(EtcdMethods.PUT, 0, request)
            .whenComplete(
                (length, error) -> {
                  if (error != null) {
                    failed("put: " + Refusals.words(error));
                    slot.missing.set(0);
                    if (shape.putsPerSecond() == 0 && !stopped) {
                      writer.later(Duration.ofMillis(20), this::put);
                    }
                  }
                });
  }

  private void arrived(long stamp, Recorder latency) {
    Slot slot = slots[(int) (stamp & (SLOTS - 1))];
    if (slot.missing.get() == 0 || slot.stamp != stamp) {
      failed("an event that was not expected, or twice");
      return;
    }
    long took = System.nanoTime() - slot.sent;
    if (measuring) {
      latency.recordValue(Math.clamp(took, 0, Measurement.HIGHEST_NANOS));
    }
    if (slot.missing.decrementAndGet() == 0 && shape.putsPerSecond() == 0 && !stopped) {
      put();
    }
  }

  private void drain() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long missing = missing();
    while (missing > 0 && System.nanoTime() < deadline) {
      Thread.sleep(10);
      missing = missing();
    }
    if (missing > 0) {
      failed(missing + " copies of events never arrived");
      errors.addAndGet(missing);
    }
  }

  private long missing() {
    long missing = 0;
    for (Slot slot : slots) {
      missing += slot.missing.get();
    }
    return missing;
  }

  private void failed(String why) {
    firstError.compareAndSet(null, why);
    errors.incrementAndGet();
  }

  /** Ends the watches. */
  @Override
  public void close() {
    stopped = true;
    streams.forEach(stream -> stream.cancel("measured", null));
  }

  private final class Stream extends ClientCall.Listener<byte[]> {
    private final ClientCall<byte[], byte[]> call;
    private final Recorder latency;

    Stream(ClientCall<byte[], byte[]> call, Recorder latency) {
      this.call = call;
      this.latency = latency;
    }

    @Override
    public void onMessage(byte[] message) {
      call.request(1);
      Answer.Watch watch = Answer.watch(message, stamp -> arrived(stamp, latency));
      if (watch.created()) {
        created.countDown();
      }
      if (watch.canceled()) {
        failed("a watch was cancelled: " + watch.why());
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!stopped) {
        failed("a watch stream ended: " + Refusals.words(status));
      }
    }
  }
}
