package dev.keelson.benchmarks.load;

import dev.keelson.benchmarks.machine.Meter;
import dev.keelson.benchmarks.wire.Connections;
import dev.keelson.benchmarks.wire.Refusals;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a number of clients busy: each sends its next call when the last is answered, on the event
 * loop that received the answer. No thread waits per client, so a thousand clients cost what one
 * busy one does.
 */
public final class ClosedLoop {
  /**
   * A failed call is not repeated at once: a dead server would be asked a million times a second.
   */
  private static final Duration AFTER_ERROR = Duration.ofMillis(20);

  /** How long calls in flight may take to end after the window. */
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private enum Phase {
    WARM,
    MEASURE,
    STOP
  }

  private final Connections connections;
  private final Recorder[] latencies;
  private final AtomicLong errors = new AtomicLong();
  private final AtomicReference<@Nullable String> firstError = new AtomicReference<>();
  private volatile Phase phase = Phase.WARM;

  private ClosedLoop(Connections connections) {
    this.connections = connections;
    this.latencies = new Recorder[connections.size()];
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = new Recorder(Measurement.HIGHEST_NANOS, Measurement.DIGITS);
    }
  }

  /**
   * Warms up, then measures. Calls are counted when they end within the window.
   *
   * @return within {@code warmup + measure} and at most 30 s more
   */
  public static <R> Measurement run(
      Connections connections,
      UnaryCase<R> unary,
      int clients,
      Duration warmup,
      Duration measure,
      Meter meter)
      throws InterruptedException {
    return new ClosedLoop(connections).measure(unary, clients, warmup, measure, meter);
  }

  private <R> Measurement measure(
      UnaryCase<R> unary, int clients, Duration warmup, Duration measure, Meter meter)
      throws InterruptedException {
    CountDownLatch done = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
      new Client<>(unary, i, done).next();
    }
    Thread.sleep(warmup);
    for (Recorder recorder : latencies) {
      recorder.reset();
    }
    errors.set(0);
    firstError.set(null);
    Meter.Reading before = meter.read();
    phase = Phase.MEASURE;
    Thread.sleep(measure);
    phase = Phase.STOP;
    Meter.Usage usage = Meter.between(before, meter.read());
    boolean drained = done.await(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    if (!drained) {
      failed(done.getCount() + " calls were not answered within " + DRAIN.toSeconds() + " s");
      errors.addAndGet(done.getCount());
    }
    Histogram all = new Histogram(Measurement.HIGHEST_NANOS, Measurement.DIGITS);
    for (Recorder recorder : latencies) {
      all.add(recorder.getIntervalHistogram());
    }
    return Measurement.of(
        unary.name(), clients, all, errors.get(), Optional.ofNullable(firstError.get()), usage);
  }

  private void failed(String why) {
    firstError.compareAndSet(null, why);
  }

  /**
   * One client; one call at a time, so its fields need no lock: each call's end happens before the
   * next's start.
   */
  private final class Client<R> extends ClientCall.Listener<R> {
    private final UnaryCase<R> unary;
    private final UnaryCase.Script<R> script;
    private final int index;
    private final Recorder latency;
    private final CountDownLatch done;
    private long started;
    private @Nullable R answer;

    Client(UnaryCase<R> unary, int index, CountDownLatch done) {
      this.unary = unary;
      this.script = unary.scripts().apply(index);
      this.index = index;
      this.latency = latencies[index % latencies.length];
      this.done = done;
    }

    void next() {
      if (phase == Phase.STOP) {
        done.countDown();
        return;
      }
      byte[] request = script.request();
      answer = null;
      started = System.nanoTime();
      ClientCall<byte[], R> call = connections.call(unary.method(), index);
      call.start(this, new Metadata());
      call.request(2);
      call.sendMessage(request);
      call.halfClose();
    }

    @Override
    public void onMessage(R message) {
      answer = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      long took = System.nanoTime() - started;
      R received = answer;
      if (status.isOk() && received != null && script.accept(received)) {
        if (phase == Phase.MEASURE) {
          latency.recordValue(Math.min(took, Measurement.HIGHEST_NANOS));
        }
        next();
        return;
      }
      failed(status.isOk() ? "an answer that does not fit the question" : Refusals.words(status));
      if (phase != Phase.STOP) {
        errors.incrementAndGet();
      }
      connections.later(AFTER_ERROR, this::next);
    }
  }
}
