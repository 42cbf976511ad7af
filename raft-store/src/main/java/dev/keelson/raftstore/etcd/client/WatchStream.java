package dev.keelson.raftstore.etcd.client;

import dev.keelson.mvcc.watch.MatchedEvents;
import dev.keelson.raftstore.etcd.pb.MaintenanceGrpc;
import dev.keelson.raftstore.etcd.pb.StatusRequest;
import dev.keelson.raftstore.etcd.pb.StatusResponse;
import dev.keelson.raftstore.etcd.pb.WatchCancelRequest;
import dev.keelson.raftstore.etcd.pb.WatchGrpc;
import dev.keelson.raftstore.etcd.pb.WatchProgressRequest;
import dev.keelson.raftstore.etcd.pb.WatchRequest;
import dev.keelson.raftstore.etcd.pb.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One watch stream to one member. Everything but the callbacks is called under its lane's lock.
 *
 * <p>Watches have ids of our choice, never the same twice, so that what still comes for a watch
 * that was given up is told from what comes for the next.
 */
final class WatchStream extends ClientCall.Listener<WatchResponse> {
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  /** In an answer about progress: all watches of the stream. */
  private static final long ALL = -1;

  private static final int MESSAGES_AHEAD = 16;

  /** A server that cannot say anything for all watches says nothing: so it is asked again. */
  private static final long AGAIN_MILLIS = 50;

  private static final long TOO_EARLY_MILLIS = 5;

  /** What was not answered until then will not be. */
  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long STATUS_SECONDS = 5;

  private enum Progress {
    UNKNOWN,
    ASKED,
    /** Comes in order with events. */
    ORDERLY,
    /** May overtake events: see {@link ServerVersion}. */
    UNRELIABLE
  }

  private final WatchLane lane;
  private final Endpoint endpoint;
  private final ClientCall<WatchRequest, WatchResponse> call;
  private final Map<Long, RemoteWatcher> byId = new HashMap<>();
  private long lastId;
  private long confirmations;
  private Progress server = Progress.UNKNOWN;

  /** Questions about progress without an answer. */
  private int open;

  private long oldestNanos;
  private long latestNanos;

  /** Watches confirmed after this many were not there when the oldest of them was asked. */
  private long covered;

  WatchStream(WatchLane lane, Endpoint endpoint) {
    this.lane = lane;
    this.endpoint = endpoint;
    this.call = endpoint.channel().newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  void open() {
    Metadata headers = new Metadata();
    headers.put(HAS_LEADER, "true");
    call.start(this, headers);
    call.request(MESSAGES_AHEAD);
  }

  void create(RemoteWatcher watcher) {
    if (watcher.isParked() || watcher.isOver()) {
      return;
    }
    watcher.id = ++lastId;
    watcher.confirmation = 0;
    watcher.parts.clear();
    byId.put(watcher.id, watcher);
    call.sendMessage(
        WatchRequest.newBuilder()
            .setCreateRequest(Requests.watch(watcher.spec(), watcher.id, watcher.next))
            .build());
  }

  void cancel(RemoteWatcher watcher) {
    if (watcher.id != 0 && byId.remove(watcher.id) != null) {
      call.sendMessage(
          WatchRequest.newBuilder()
              .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(watcher.id))
              .build());
    }
    watcher.id = 0;
    watcher.parts.clear();
  }

  void hangUp() {
    call.cancel("not needed any more", null);
  }

  void ask() {
    switch (server) {
      case UNKNOWN -> askVersion();
      case ASKED -> {}
      case ORDERLY -> askProgress();
      case UNRELIABLE -> {
        for (RemoteWatcher each : lane.watchers()) {
          if (each.wantsProgress() && each.id != 0) {
            lane.check().run(each, lane, this);
          }
        }
      }
    }
  }

  private void askProgress() {
    long now = System.nanoTime();
    if (open > 0 && now - latestNanos < TimeUnit.MILLISECONDS.toNanos(AGAIN_MILLIS)) {
      lane.remind(AGAIN_MILLIS);
      return;
    }
    if (open == 0 || now - oldestNanos > FORGOTTEN_NANOS) {
      open = 0;
      oldestNanos = now;
      covered = confirmations;
    }
    open++;
    latestNanos = now;
    call.sendMessage(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
    lane.remind(AGAIN_MILLIS);
  }

  private void askVersion() {
    server = Progress.ASKED;
    ClientCalls.asyncUnaryCall(
        endpoint
            .channel()
            .newCall(
                MaintenanceGrpc.getStatusMethod(),
                CallOptions.DEFAULT.withDeadlineAfter(STATUS_SECONDS, TimeUnit.SECONDS)),
        StatusRequest.getDefaultInstance(),
        new StreamObserver<StatusResponse>() {
          @Override
          public void onNext(StatusResponse status) {
            known(
                ServerVersion.parse(status.getVersion()).hasOrderlyProgress()
                    ? Progress.ORDERLY
                    : Progress.UNRELIABLE);
          }

          @Override
          public void onError(Throwable failure) {
            known(Progress.UNKNOWN);
          }

          @Override
          public void onCompleted() {}
        });
  }

  private void known(Progress now) {
    synchronized (lane) {
      server = now;
      lane.remind(now == Progress.UNKNOWN ? AGAIN_MILLIS : 0);
    }
  }

  @Override
  public void onMessage(WatchResponse response) {
    List<RemoteWatcher> told = new ArrayList<>();
    synchronized (lane) {
      if (lane.isCurrent(this)) {
        lane.isWell();
        receive(response, told);
      }
    }
    call.request(1);
    WatchLane.wake(told);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    lane.lost(this, status.getCode() + " " + status.getDescription());
  }

  private void receive(WatchResponse response, List<RemoteWatcher> told) {
    long revision = response.getHeader().getRevision();
    lane.heard(revision);
    RemoteWatcher watcher = byId.get(response.getWatchId());
    if (response.getCanceled()) {
      if (watcher != null) {
        ended(watcher, response, told);
      } else if (response.getCreated()) {
        lane.refused(this, response.getCancelReason());
      }
    } else if (response.getCreated()) {
      if (watcher != null) {
        confirmed(watcher, revision);
      }
    } else if (response.getEventsCount() == 0 && !response.getFragment()) {
      progressed(response.getWatchId(), revision, told);
    } else if (watcher != null) {
      take(watcher, response, told);
    }
  }

  private void confirmed(RemoteWatcher watcher, long revision) {
    watcher.confirmation = ++confirmations;
    watcher.confirmedAt = revision;
    if (watcher.next == 0) {
      watcher.reached(revision);
    }
    if (watcher.wantsProgress()) {
      lane.remind(0);
    }
  }

  private void ended(RemoteWatcher watcher, WatchResponse response, List<RemoteWatcher> told) {
    byId.remove(watcher.id);
    watcher.id = 0;
    if (response.getCompactRevision() == 0) {
      lane.refused(this, response.getCancelReason());
    } else if (watcher.spec().startRevision() == 0 && watcher.isUntold()) {
      // "Now" was what had been heard of here, which is history by now: so it begins after that.
      watcher.next = response.getCompactRevision();
      create(watcher);
    } else {
      watcher.end(response.getCompactRevision());
      lane.over(watcher, response.getCompactRevision());
      told.add(watcher);
    }
  }

  private void take(RemoteWatcher watcher, WatchResponse response, List<RemoteWatcher> told) {
    List<dev.keelson.raftstore.etcd.pb.mvcc.Event> events = response.getEventsList();
    if (response.getFragment() || !watcher.parts.isEmpty()) {
      watcher.parts.addAll(events);
      if (response.getFragment()) {
        return;
      }
      events = new ArrayList<>(watcher.parts);
      watcher.parts.clear();
    }
    Optional<MatchedEvents> matched =
        Answers.events(events, watcher.next, watcher.spec().previous());
    if (matched.isPresent()) {
      if (watcher.put(matched.get())) {
        cancel(watcher);
      }
      told.add(watcher);
    }
  }

  /** Whoever was there when it was asked, or when the store had not come so far yet. */
  private void progressed(long id, long revision, List<RemoteWatcher> told) {
    if (id != ALL) {
      RemoteWatcher watcher = byId.get(id);
      if (watcher != null && watcher.reached(revision)) {
        told.add(watcher);
      }
      return;
    }
    if (server != Progress.ORDERLY) {
      return;
    }
    open = Math.max(0, open - 1);
    boolean isMoreWanted = false;
    for (RemoteWatcher each : byId.values()) {
      boolean isCovered =
          each.confirmation != 0 && (each.confirmation <= covered || revision > each.confirmedAt);
      if (isCovered && each.reached(revision)) {
        told.add(each);
      }
      isMoreWanted |= each.wantsProgress();
    }
    if (isMoreWanted) {
      lane.remind(TOO_EARLY_MILLIS);
    }
  }
}
