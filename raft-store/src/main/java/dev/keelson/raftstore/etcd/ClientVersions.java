package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.http.Metrics;
import io.grpc.Metadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests by the API version that clients say they speak. */
final class ClientVersions {
  private static final Metadata.Key<String> VERSION =
      Metadata.Key.of("client-api-version", Metadata.ASCII_STRING_MARSHALLER);
  private static final String UNKNOWN = "unknown";

  /**
   * Clients choose the text, so the number of counters is bounded; the rest is counted as unknown.
   */
  private static final int MOST_VERSIONS = 64;

  private final Metrics metrics;
  private final Map<String, LongAdder> unary = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> stream = new ConcurrentHashMap<>();

  ClientVersions(Metrics metrics) {
    this.metrics = metrics;
  }

  void countUnary(Metadata headers) {
    count(unary, "unary", headers);
  }

  void countStream(Metadata headers) {
    count(stream, "stream", headers);
  }

  private void count(Map<String, LongAdder> known, String type, Metadata headers) {
    String version = headers.get(VERSION);
    LongAdder counter = known.get(version == null ? UNKNOWN : version);
    if (counter == null) {
      String name =
          version == null || known.size() >= MOST_VERSIONS || !isPlain(version) ? UNKNOWN : version;
      counter =
          known.computeIfAbsent(
              name,
              v ->
                  metrics.counter(
                      "etcd_server_client_requests_total",
                      "Requests by API version of the client.",
                      "client_api_version=\"" + v + "\",type=\"" + type + '"'));
    }
    counter.increment();
  }

  private static boolean isPlain(String version) {
    return version.length() <= 32
        && version.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
  }
}
