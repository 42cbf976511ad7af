package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.http.Metrics;
import dev.keelson.raftstore.measure.Durations;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one RPC, all made at start, so that counting allocates nothing. Names as
 * go-grpc-prometheus has them.
 */
final class RpcMetrics {
  private final LongAdder started;
  private final LongAdder received;
  private final LongAdder sent;
  private final LongAdder[] handled = new LongAdder[Status.Code.values().length];
  private final @Nullable Durations seconds;

  /** {@code timed}: also keep a histogram of durations. */
  RpcMetrics(Metrics metrics, MethodDescriptor<?, ?> method, boolean timed) {
    String labels =
        "grpc_method=\"%s\",grpc_service=\"%s\",grpc_type=\"%s\""
            .formatted(method.getBareMethodName(), method.getServiceName(), type(method.getType()));
    started = metrics.counter("grpc_server_started_total", "RPCs started.", labels);
    received = metrics.counter("grpc_server_msg_received_total", "Messages received.", labels);
    sent = metrics.counter("grpc_server_msg_sent_total", "Messages sent.", labels);
    for (Status.Code code : Status.Code.values()) {
      handled[code.value()] =
          metrics.counter(
              "grpc_server_handled_total",
              "RPCs completed, whatever came of them.",
              "grpc_code=\"" + goName(code) + "\"," + labels);
    }
    seconds = timed ? new Durations(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10) : null;
    if (seconds != null) {
      metrics.histogram(
          "grpc_server_handling_seconds", "Time from the first byte to the last.", labels, seconds);
    }
  }

  void started() {
    started.increment();
  }

  void received() {
    received.increment();
  }

  void sent(int messages) {
    sent.add(messages);
  }

  /** {@code nanos}: how long it took. */
  void handled(Status.Code code, long nanos) {
    handled[code.value()].increment();
    if (seconds != null) {
      seconds.observeNanos(nanos);
    }
  }

  private static String type(MethodDescriptor.MethodType type) {
    return switch (type) {
      case UNARY, UNKNOWN -> "unary";
      case CLIENT_STREAMING -> "client_stream";
      case SERVER_STREAMING -> "server_stream";
      case BIDI_STREAMING -> "bidi_stream";
    };
  }

  /** Go writes codes in camel case, and CANCELLED with one L. */
  private static String goName(Status.Code code) {
    if (code == Status.Code.OK) {
      return "OK";
    }
    if (code == Status.Code.CANCELLED) {
      return "Canceled";
    }
    StringBuilder name = new StringBuilder();
    for (String word : code.name().split("_")) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return name.toString();
  }
}
