package dev.keelson.benchmarks.api;

import dev.keelson.benchmarks.machine.Meter;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;

/** Keeps callers busy, each with its next call as soon as the last is answered. */
final class Lanes {
  private static final long LONGEST_CALL_SECONDS = 60;

  private enum Phase {
    WARMING,
    MEASURING,
    ENDING
  }

  private final List<ApiConnection> connections;
  private final Meter meter;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WARMING);

  Lanes(List<ApiConnection> connections, Meter meter) {
    this.connections = connections;
    this.meter = meter;
  }

  /** Runs all lanes for both times, the second of them measured. */
  ApiRow run(String name, List<? extends Lane> lanes, Duration warmup, Duration measured)
      throws ApiRefused, InterruptedException {
    CountDownLatch ended = new CountDownLatch(lanes.size());
    List<Runner> runners = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      runners.add(new Runner(lanes.get(i), connections.get(i % connections.size()), ended));
    }
    phase.set(Phase.WARMING);
    runners.forEach(runner -> runner.connection.execute(runner::next));
    TimeUnit.NANOSECONDS.sleep(warmup.toNanos());
    Meter.Reading before = meter.read();
    phase.set(Phase.MEASURING);
    TimeUnit.NANOSECONDS.sleep(measured.toNanos());
    phase.set(Phase.ENDING);
    Meter.Usage usage = Meter.between(before, meter.read());
    if (!ended.await(LONGEST_CALL_SECONDS, TimeUnit.SECONDS)) {
      throw new ApiRefused(name + ": calls still unanswered after a minute");
    }
    Histogram all = ApiRow.histogram();
    long errors = 0;
    Optional<String> first = Optional.empty();
    for (Runner runner : runners) {
      all.add(runner.nanos);
      errors += runner.errors;
      first = first.or(() -> runner.firstError);
    }
    return ApiRow.of(name, lanes.size(), all, errors, first, usage);
  }

  /** Runs each lane once through all its calls, as fast as they are answered; for loading. */
  void drain(String name, List<? extends FiniteLane> lanes)
      throws ApiRefused, InterruptedException {
    phase.set(Phase.MEASURING);
    CountDownLatch ended = new CountDownLatch(lanes.size());
    List<Runner> runners = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      runners.add(new Runner(lanes.get(i), connections.get(i % connections.size()), ended));
    }
    runners.forEach(runner -> runner.connection.execute(runner::next));
    ended.await();
    for (Runner runner : runners) {
      if (runner.firstError.isPresent()) {
        throw new ApiRefused(name + ": " + runner.firstError.get());
      }
    }
  }

  private final class Runner implements Receiver {
    private final Lane lane;
    private final ApiConnection connection;
    private final CountDownLatch ended;
    private final Histogram nanos = ApiRow.histogram();
    private long errors;
    private Optional<String> firstError = Optional.empty();
    private long sentAt;
    private long bytes;
    private int status;
    private boolean measured;

    Runner(Lane lane, ApiConnection connection, CountDownLatch ended) {
      this.lane = lane;
      this.connection = connection;
      this.ended = ended;
    }

    void next() {
      if (phase.get() == Phase.ENDING || lane instanceof FiniteLane finite && finite.isDone()) {
        ended.countDown();
        return;
      }
      measured = phase.get() == Phase.MEASURING;
      bytes = 0;
      status = 0;
      Call call = lane.next();
      sentAt = System.nanoTime();
      connection.send(call, this);
    }

    @Override
    public void status(int value) {
      status = value;
    }

    @Override
    public void data(ByteBuf part) {
      if (bytes == 0) {
        if (status < 300) {
          lane.answered(part);
        } else if (firstError.isEmpty()) {
          firstError =
              Optional.of(status + " " + part.toString(java.nio.charset.StandardCharsets.UTF_8));
        }
      }
      bytes += part.readableBytes();
    }

    @Override
    public void end() {
      long took = System.nanoTime() - sentAt;
      if (status == 409 && lane instanceof FiniteLane) {
        firstError = Optional.empty(); // it is there from an earlier run
      } else if (status >= 300 || status == 0 || bytes < lane.leastBytes()) {
        count("status " + status + ", " + bytes + " bytes");
      } else if (measured && phase.get() == Phase.MEASURING && lane.isMeasured()) {
        nanos.recordValue(Math.min(took, ApiRow.HIGHEST_NANOS));
      }
      next();
    }

    @Override
    public void failed(String why) {
      count(why);
      ended.countDown();
    }

    private void count(String why) {
      errors++;
      if (firstError.isEmpty()) {
        firstError = Optional.of(why);
      }
    }
  }

  /** A lane that comes to an end by itself. */
  interface FiniteLane extends Lane {
    boolean isDone();
  }
}
