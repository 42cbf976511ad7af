package dev.keelson.raftstore.etcd;

import com.google.protobuf.ByteString;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import dev.keelson.mvcc.watch.Delivery;
import dev.keelson.mvcc.watch.Mailbox;
import dev.keelson.mvcc.watch.WatchSpec;
import dev.keelson.mvcc.watch.Watcher;
import dev.keelson.raftstore.etcd.pb.WatchCreateRequest;
import dev.keelson.raftstore.etcd.pb.WatchCreateRequest.FilterType;
import dev.keelson.raftstore.etcd.pb.WatchRequest;
import dev.keelson.raftstore.etcd.pb.WatchResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch stream with any number of watches (rules 29 to 40), all of it on the event loop of its
 * connection.
 *
 * <p>What the store has for the watches is taken only while the connection takes it from us, and
 * goes out in packs; the rest stays in the store, which knows how to keep it within bounds. So a
 * slow client costs no memory here and waits for nobody but itself.
 */
final class WatchCall extends ServerCall.Listener<WatchRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(WatchCall.class);

  /** Says "no watch", or "all of this stream". */
  private static final long NO_WATCH = -1;

  private static final Duration LEAST_PROGRESS_INTERVAL = Duration.ofMillis(100);
  private static final int READY_BELOW_BYTES = 2 * FramePack.FULL_BYTES;

  private final WatchService service;
  private final Wire wire;
  private final StreamCall stream;
  private final Mailbox mailbox = new Mailbox(this::wake);
  private final Map<Long, Watch> byId = new HashMap<>();
  private final Map<Watcher, Watch> byWatcher = new IdentityHashMap<>();

  /**
   * Watches that compaction ended; as in etcd their ids are taken until the client cancels them.
   */
  private final Set<Long> ended = new HashSet<>();

  private final FramePack pack = new FramePack();
  private @Nullable Watch polled;
  private long nextId;
  private boolean requestWaits;
  private boolean progressAsked;
  private boolean ticking;
  private boolean over;

  private static final class Watch {
    final long id;
    final Watcher watcher;
    final boolean fragment;
    final boolean progress;

    /** No event went out since the last tick. */
    boolean quiet = true;

    Watch(long id, Watcher watcher, boolean fragment, boolean progress) {
      this.id = id;
      this.watcher = watcher;
      this.fragment = fragment;
      this.progress = progress;
    }
  }

  WatchCall(
      WatchService service,
      ServerCall<WatchRequest, Encoded> call,
      Metadata headers,
      RpcMetrics metrics) {
    this.service = service;
    this.wire = service.wire();
    call.setOnReadyThreshold(READY_BELOW_BYTES);
    this.stream = new StreamCall(call, headers, metrics, wire, this::end);
    service.streams(1);
    call.request(1);
  }

  @Override
  public void onMessage(WatchRequest request) {
    stream.received();
    if (!stream.isOpen()) {
      return;
    }
    switch (request.getRequestUnionCase()) {
      case CREATE_REQUEST -> create(request.getCreateRequest());
      case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
      case PROGRESS_REQUEST -> {
        progressAsked = true;
        drain();
      }
      case REQUESTUNION_NOT_SET -> LOG.debug("a watch request without a request");
    }
    // Answers to requests are sent whether or not the client takes them; so it may not ask without
    // end.
    if (stream.isReady()) {
      stream.request();
    } else {
      requestWaits = true;
    }
  }

  @Override
  public void onReady() {
    if (requestWaits) {
      requestWaits = false;
      stream.request();
    }
    drain();
  }

  /** The client asks for nothing more and still listens, as with etcd. */
  @Override
  public void onHalfClose() {}

  @Override
  public void onCancel() {
    stream.cancelled();
    closeWatches();
  }

  private void create(WatchCreateRequest request) {
    ByteString key = request.getKey();
    KeyRange range =
        new KeyRange(
            key.isEmpty() ? Bytes.ZERO : WireMapper.bytes(key),
            WireMapper.bytes(request.getRangeEnd()));
    Optional<String> refusal = refusal(request, range);
    if (refusal.isPresent()) {
      stream.send(
          Encoded.of(
              response(NO_WATCH)
                  .setCreated(true)
                  .setCanceled(true)
                  .setCancelReason(refusal.get())
                  .build()));
      return;
    }
    WatchSpec spec =
        new WatchSpec(
            range,
            request.getStartRevision(),
            request.getPrevKv(),
            request.getFiltersList().contains(FilterType.NOPUT),
            request.getFiltersList().contains(FilterType.NODELETE));
    long id = request.getWatchId() == 0 ? freeId() : request.getWatchId();
    WatchResponse.Builder created = response(id).setCreated(true);
    Watcher watcher = wire.kv().watch(spec, mailbox);
    Watch watch = new Watch(id, watcher, request.getFragment(), request.getProgressNotify());
    byId.put(id, watch);
    byWatcher.put(watcher, watch);
    service.watchers(1);
    stream.send(Encoded.of(created.build()));
    if (watch.progress && !ticking) {
      ticking = true;
      scheduleTick();
    }
  }

  private Optional<String> refusal(WatchCreateRequest request, KeyRange range) {
    if (request.getStartRevision() < 0) {
      return Optional.of(EtcdErrors.COMPACTED.message());
    }
    if (range.isEmpty()) {
      return Optional.of("mvcc: watcher range is empty");
    }
    if (request.getWatchId() != 0 && isTaken(request.getWatchId())) {
      return Optional.of("mvcc: duplicate watch ID provided on the WatchStream");
    }
    return Optional.empty();
  }

  private long freeId() {
    while (isTaken(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  private boolean isTaken(long id) {
    return byId.containsKey(id) || ended.contains(id);
  }

  private void cancel(long id) {
    Watch watch = byId.get(id);
    if (watch != null) {
      forget(watch);
    }
    if (watch != null || ended.remove(id)) {
      stream.send(Encoded.of(response(id).setCanceled(true).build()));
    }
  }

  private void forget(Watch watch) {
    byId.remove(watch.id);
    byWatcher.remove(watch.watcher);
    if (polled == watch) {
      polled = null;
    }
    service.watchers(-1);
    watch.watcher.close();
  }

  /** Any thread, among them the one that applies the log. */
  private void wake() {
    try {
      stream.loop().execute(this::drain);
    } catch (RejectedExecutionException e) {
      LOG.debug("the server stopped before a watch was told", e);
    }
  }

  private void drain() {
    while (stream.isReady()) {
      boolean left = fill();
      stream.send(pack);
      if (!left) {
        tellProgress();
        return;
      }
    }
  }

  /** Until the pack is full or nothing is left; says whether something may be. */
  private boolean fill() {
    while (!pack.isFull()) {
      Watch watch = polled != null ? polled : nextRaised();
      if (watch == null) {
        return false;
      }
      polled = watch;
      switch (watch.watcher.poll()) {
        case Delivery.Events(var matched) -> {
          service.messages().add(pack, watch.id, matched, watch.fragment);
          service.events(matched.events());
          watch.quiet = false;
        }
        case Delivery.Compacted(long compactRevision) -> {
          forget(watch);
          ended.add(watch.id);
          // Without a revision in the header, as etcd has it.
          pack.add(
              Encoded.of(
                  WatchResponse.newBuilder()
                      .setHeader(wire.header(0).toMessage())
                      .setWatchId(watch.id)
                      .setCanceled(true)
                      .setCompactRevision(compactRevision)
                      .build()));
        }
        case Delivery.Nothing _ -> polled = null;
      }
    }
    return true;
  }

  private @Nullable Watch nextRaised() {
    for (Optional<Watcher> raised = mailbox.take(); raised.isPresent(); raised = mailbox.take()) {
      Watch watch = byWatcher.get(raised.get());
      if (watch != null) {
        return watch;
      }
    }
    return null;
  }

  /**
   * Rule 37: an answer for all watches of the stream, or none. Everything taken so far has been
   * sent.
   */
  private void tellProgress() {
    if (!progressAsked) {
      return;
    }
    progressAsked = false;
    long revision = wire.kv().revision();
    if (!byId.isEmpty() && byId.values().stream().allMatch(w -> w.watcher.isSyncedTo(revision))) {
      stream.send(Encoded.of(progress(NO_WATCH, revision)));
    }
  }

  /** Rule 36. */
  private void tick() {
    if (!stream.isOpen()) {
      return;
    }
    drain();
    long revision = wire.kv().revision();
    for (Watch watch : byId.values()) {
      if (watch.progress) {
        if (watch.quiet && stream.isReady() && watch.watcher.isSyncedTo(revision)) {
          stream.send(Encoded.of(progress(watch.id, revision)));
        }
        watch.quiet = true;
      }
    }
    scheduleTick();
  }

  /** A tenth more at most, so that streams opened together do not speak together for ever. */
  private void scheduleTick() {
    Duration interval = wire.config().watchProgressInterval();
    long nanos = Math.max(interval.toNanos(), LEAST_PROGRESS_INTERVAL.toNanos());
    long jitter = ThreadLocalRandom.current().nextLong(Math.max(1, nanos / 10));
    stream.loop().schedule(this::tick, nanos + jitter, TimeUnit.NANOSECONDS);
  }

  private WatchResponse.Builder response(long id) {
    return WatchResponse.newBuilder().setHeader(wire.header().toMessage()).setWatchId(id);
  }

  private WatchResponse progress(long id, long revision) {
    return WatchResponse.newBuilder()
        .setHeader(wire.header(revision).toMessage())
        .setWatchId(id)
        .build();
  }

  private void end(Status status) {
    stream.close(status);
    closeWatches();
  }

  private void closeWatches() {
    if (over) {
      return;
    }
    over = true;
    for (Watch watch : java.util.List.copyOf(byId.values())) {
      forget(watch);
    }
    service.streams(-1);
  }
}
