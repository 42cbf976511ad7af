package dev.keelson.launcher.judge;

import com.google.protobuf.TextFormat;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.WatchCancelRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchProgressRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One watch stream to one server, and all that it said: per watch the events and the control
 * messages, without the accident of which events came together in one response. What must hold
 * inside one stream whatever the other server says is checked as it arrives.
 */
final class WatchRecord implements StreamObserver<WatchResponse> {
  private static final TextFormat.Printer PRINTER = TextFormat.printer().emittingSingleLine(true);

  private final String label;
  private final StreamObserver<WatchRequest> requests;
  private final Map<Long, List<String>> told = new TreeMap<>();
  private final Map<Long, Long> lastRevision = new TreeMap<>();
  private final Set<Long> fragmented = new HashSet<>();
  private final Set<Long> open = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private int controls;
  private long progress;
  private boolean compacted;
  private boolean closed;

  WatchRecord(String label, EtcdClient client) {
    this.label = label;
    this.requests = client.watch(this);
  }

  /**
   * On a stream that the server has ended nothing is sent: that it ended is what will be compared.
   */
  private void send(WatchRequest request) {
    try {
      requests.onNext(request);
    } catch (IllegalStateException e) {
      onError(e);
    }
  }

  void create(WatchCreateRequest watch) {
    send(WatchRequest.newBuilder().setCreateRequest(watch).build());
  }

  void cancel(long watchId) {
    send(
        WatchRequest.newBuilder()
            .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(watchId))
            .build());
  }

  void askProgress() {
    send(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
  }

  synchronized void close() {
    closed = true;
    requests.onError(Status.CANCELLED.asRuntimeException());
  }

  /** Number of created and canceled messages so far. */
  synchronized int controls() {
    return controls;
  }

  synchronized boolean isOpen(long watchId) {
    return open.contains(watchId);
  }

  synchronized int openWatches() {
    return open.size();
  }

  /** Newest revision up to which the server said, by watch id −1, that all events are out. */
  synchronized long progress() {
    return progress;
  }

  /** Whether a watch was cancelled because its revisions were compacted. */
  synchronized boolean compacted() {
    return compacted;
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** Everything told so far, by watch id. */
  synchronized Map<Long, List<String>> told() {
    Map<Long, List<String>> copy = new TreeMap<>();
    told.forEach((id, lines) -> copy.put(id, List.copyOf(lines)));
    return copy;
  }

  @Override
  public synchronized void onNext(WatchResponse response) {
    long id = response.getWatchId();
    if (response.getCreated() || response.getCanceled()) {
      control(id, response);
    } else if (response.getEventsCount() == 0) {
      if (id == -1) {
        progress = Math.max(progress, response.getHeader().getRevision());
      }
    } else {
      events(id, response);
    }
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable problem) {
    Status status = Status.fromThrowable(problem);
    if (!closed) {
      violations.add(label + ": the watch stream ended: " + status);
    }
  }

  @Override
  public synchronized void onCompleted() {
    violations.add(label + ": the watch stream was completed by the server");
  }

  private void control(long id, WatchResponse response) {
    controls++;
    compacted |= response.getCompactRevision() != 0;
    if (response.getCreated() && !response.getCanceled()) {
      open.add(id);
      lastRevision.remove(id);
    } else {
      open.remove(id);
    }
    StringBuilder line = new StringBuilder();
    line.append(response.getCreated() ? "created " : "");
    line.append(response.getCanceled() ? "canceled " : "");
    line.append("compact_revision=").append(response.getCompactRevision());
    line.append(" reason='").append(response.getCancelReason()).append('\'');
    tell(id, line.toString());
  }

  private void events(long id, WatchResponse response) {
    if (!open.contains(id)) {
      violations.add(label + ": events for watch " + id + ", which is not open (rule 32)");
    }
    long before = lastRevision.getOrDefault(id, 0L);
    long first = response.getEvents(0).getKv().getModRevision();
    if (first <= before && !fragmented.contains(id)) {
      violations.add(
          label
              + ": watch "
              + id
              + " got revision "
              + first
              + " in a response after "
              + before
              + " (rules 33, 34)");
    }
    if (response.getUnknownFields().hasField(7)) { // fragment: more of this revision follows.
      fragmented.add(id);
    } else {
      fragmented.remove(id);
    }
    for (Event event : response.getEventsList()) {
      long revision = event.getKv().getModRevision();
      if (revision < before) {
        violations.add(
            label + ": watch " + id + " went from revision " + before + " to " + revision);
      }
      before = revision;
      tell(id, PRINTER.printToString(event));
    }
    lastRevision.put(id, before);
    if (response.getHeader().getRevision() < before) {
      violations.add(
          label
              + ": header revision "
              + response.getHeader().getRevision()
              + " is below the last event's "
              + before
              + " (rule 34)");
    }
  }

  private void tell(long id, String line) {
    told.computeIfAbsent(id, _ -> new ArrayList<>()).add(line);
  }
}
