package dev.keelson.jepsen.workload;

import dev.keelson.jepsen.history.Keys;
import dev.keelson.jepsen.history.Recorder;
import dev.keelson.jepsen.history.WatchHistory;
import dev.keelson.raftstore.etcd.pb.WatchCreateRequest;
import dev.keelson.raftstore.etcd.pb.WatchGrpc;
import dev.keelson.raftstore.etcd.pb.WatchProgressRequest;
import dev.keelson.raftstore.etcd.pb.WatchRequest;
import dev.keelson.raftstore.etcd.pb.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One watch that is kept up: after a break it goes on at the next member, from the revision after
 * the last it was told of. Everything is recorded as one {@link WatchHistory}.
 */
public final class WatchClient implements AutoCloseable {
  private static final long BREAK_MILLIS = 100;
  private static final long PROGRESS_EVERY_MILLIS = 400;

  /** Nothing at all for this long: a member that stands still, so ask another. */
  private static final long SILENCE_MILLIS = 4_000;

  /** What a stream told. */
  private sealed interface Told {
    record Answer(WatchResponse response) implements Told {}

    record End(String reason) implements Told {}
  }

  private final Recorder.WatchLog log;
  private final Connections connections;
  private final Keys keys;
  private final boolean previous;
  private final AtomicLong reached = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;
  private volatile long cancelledAt;
  private int member;

  private WatchClient(
      Recorder.WatchLog log,
      List<String> addresses,
      int member,
      Keys keys,
      long from,
      boolean previous) {
    this.log = log;
    this.connections = new Connections(addresses);
    this.member = member;
    this.keys = keys;
    this.previous = previous;
    this.reached.set(from - 1);
    this.thread = Thread.ofPlatform().daemon().name("watch-" + keys).unstarted(this::run);
  }

  /**
   * Starts to watch.
   *
   * @param from first revision wanted; at least 1
   */
  public static WatchClient start(
      int client,
      Recorder recorder,
      List<String> addresses,
      int member,
      Keys keys,
      long from,
      boolean previous) {
    WatchClient watch =
        new WatchClient(
            recorder.watch(client, "m" + (member + 1)), addresses, member, keys, from, previous);
    watch.thread.start();
    return watch;
  }

  /** Everything up to this revision was told, as far as events and bookmarks say. */
  public long reached() {
    return reached.get();
  }

  /** The revision up to which history was gone when the server ended the watch for it; else 0. */
  public long cancelledAt() {
    return cancelledAt;
  }

  private void run() {
    try {
      while (!closed && cancelledAt == 0) {
        watchOnce();
        Thread.sleep(BREAK_MILLIS);
        member = (member + 1) % connections.members();
        connections.hurry(member);
      }
    } catch (InterruptedException _) {
      log.add(new WatchHistory.Broken(log.now(), "closed by the client"));
    }
  }

  private void watchOnce() throws InterruptedException {
    BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    Stream stream = new Stream(told);
    long from = reached.get() + 1;
    log.add(new WatchHistory.Opened(log.now(), keys, from, previous, true, true, true));
    var _ = WatchGrpc.newStub(connections.to(member)).watch(stream);
    stream.send(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(Wires.bytes(keys.from()))
                    .setRangeEnd(Wires.end(keys))
                    .setStartRevision(from)
                    .setPrevKv(previous)
                    .setProgressNotify(true))
            .build());
    try {
      long heard = System.nanoTime();
      while (true) {
        Told next = told.poll(PROGRESS_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        if (next == null) {
          if (System.nanoTime() - heard > TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS)) {
            log.add(new WatchHistory.Broken(log.now(), "left by the client: silence"));
            return;
          }
          stream.send(
              WatchRequest.newBuilder()
                  .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                  .build());
          continue;
        }
        heard = System.nanoTime();
        switch (next) {
          case Told.End(String reason) -> {
            log.add(new WatchHistory.Broken(log.now(), reason));
            return;
          }
          case Told.Answer(WatchResponse answer) -> {
            if (take(answer)) {
              return;
            }
          }
        }
      }
    } finally {
      stream.cancel();
    }
  }

  /** True if that was the last answer. */
  private boolean take(WatchResponse answer) {
    long at = log.now();
    long revision = answer.getHeader().getRevision();
    if (answer.getCanceled()) {
      cancelledAt = answer.getCompactRevision();
      log.add(
          new WatchHistory.Cancelled(
              at, revision, answer.getCompactRevision(), answer.getCancelReason()));
      return true;
    }
    if (answer.getCreated()) {
      log.add(new WatchHistory.Created(at, revision));
    } else if (answer.getEventsCount() > 0) {
      List<WatchHistory.Event> events = answer.getEventsList().stream().map(Wires::event).toList();
      log.add(new WatchHistory.Delivered(at, revision, events));
      reached.accumulateAndGet(events.getLast().revision(), Math::max);
    } else {
      log.add(new WatchHistory.Bookmark(at, revision));
      reached.accumulateAndGet(revision, Math::max);
    }
    return false;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(2_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    connections.close();
  }

  private static final class Stream implements ClientResponseObserver<WatchRequest, WatchResponse> {
    private final BlockingQueue<Told> told;
    private @Nullable ClientCallStreamObserver<WatchRequest> requests;

    Stream(BlockingQueue<Told> told) {
      this.told = told;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> observer) {
      requests = observer;
    }

    void send(WatchRequest request) {
      if (requests != null) {
        try {
          requests.onNext(request);
        } catch (IllegalStateException _) {
          // it has ended; the end is in the queue
        }
      }
    }

    void cancel() {
      if (requests != null) {
        requests.cancel("left", null);
      }
    }

    @Override
    public void onNext(WatchResponse response) {
      told.add(new Told.Answer(response));
    }

    @Override
    public void onError(Throwable failure) {
      Status status = Status.fromThrowable(failure);
      told.add(new Told.End(status.getCode() + " " + status.getDescription()));
    }

    @Override
    public void onCompleted() {
      told.add(new Told.End("ended by the server"));
    }
  }
}
