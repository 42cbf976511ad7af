package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.etcd.pb.WatchGrpc;
import dev.keelson.raftstore.etcd.pb.WatchRequest;
import dev.keelson.raftstore.http.Metrics;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** etcdserverpb.Watch, and the counts over all of its streams. */
final class WatchService {
  private final Wire wire;
  private final WatchMessages messages;
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger watchers = new AtomicInteger();
  private final LongAdder events;

  private WatchService(Wire wire) {
    this.wire = wire;
    this.messages = new WatchMessages(wire);
    Metrics metrics = wire.metrics();
    metrics.gauge(
        "etcd_debugging_mvcc_watch_stream_total", "Watch streams open.", "", streams::get);
    metrics.gauge("etcd_debugging_mvcc_watcher_total", "Watches open.", "", watchers::get);
    this.events =
        metrics.counter(
            "etcd_debugging_mvcc_events_total", "Events sent to watches of this member.", "");
  }

  static ServerServiceDefinition bind(Wire wire, Services services) {
    WatchService it = new WatchService(wire);
    return services.service(WatchGrpc.SERVICE_NAME).stream(
            WatchGrpc.getWatchMethod(),
            WatchRequest.getDefaultInstance(),
            metrics ->
                (call, headers) ->
                    StreamCall.admits(call, headers, metrics, wire)
                        ? new WatchCall(it, call, headers, metrics)
                        : new ServerCall.Listener<>() {})
        .build();
  }

  Wire wire() {
    return wire;
  }

  WatchMessages messages() {
    return messages;
  }

  void streams(int more) {
    streams.addAndGet(more);
  }

  void watchers(int more) {
    watchers.addAndGet(more);
  }

  void events(int sent) {
    events.add(sent);
  }
}
