package dev.keelson.apiserver.server.http;

import java.time.Duration;

/**
 * What one server gives to all its clients and to each.
 *
 * @param connections open at once; a further one is closed unanswered
 * @param streamsPerConnection HTTP/2's SETTINGS_MAX_CONCURRENT_STREAMS
 * @param requestsInFlight handled at once (a watch counts until it begins to stream); a further one
 *     is answered 429
 * @param headBytes of request line and headers; more is answered 431
 * @param bodyBytes of one request; more is answered 413
 * @param bodiesBytes of all requests that are being received or handled, heads included; past it
 *     429
 * @param handshake for TLS
 * @param head until the headers of a connection's first request are there
 * @param body until a request's body is whole; then 408
 * @param stall how long a client may take nothing of an answer that is ready before it is dropped
 * @param idle without any request before the connection is closed
 * @param drain how long {@link HttpsServer#close} waits for what runs
 * @param gzipFromBytes answers longer than this are compressed for clients that take it
 */
public record HttpBounds(
    int connections,
    int streamsPerConnection,
    int requestsInFlight,
    int headBytes,
    int bodyBytes,
    long bodiesBytes,
    Duration handshake,
    Duration head,
    Duration body,
    Duration stall,
    Duration idle,
    Duration drain,
    int gzipFromBytes) {

  /** Idle, head and compression as kube-apiserver's; bodies get a quarter of the heap. */
  public static final HttpBounds DEFAULTS =
      new HttpBounds(
          16_384,
          250,
          5_000,
          256 * 1024,
          3 * 1024 * 1024,
          Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 4),
          Duration.ofSeconds(10),
          Duration.ofSeconds(32),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(90),
          Duration.ofSeconds(10),
          128 * 1024);

  public HttpBounds withConnections(int most) {
    return new HttpBounds(
        most,
        streamsPerConnection,
        requestsInFlight,
        headBytes,
        bodyBytes,
        bodiesBytes,
        handshake,
        head,
        body,
        stall,
        idle,
        drain,
        gzipFromBytes);
  }

  public HttpBounds withRequestsInFlight(int most) {
    return new HttpBounds(
        connections,
        streamsPerConnection,
        most,
        headBytes,
        bodyBytes,
        bodiesBytes,
        handshake,
        head,
        body,
        stall,
        idle,
        drain,
        gzipFromBytes);
  }

  public HttpBounds withBodies(int bytesOfOne, long bytesOfAll) {
    return new HttpBounds(
        connections,
        streamsPerConnection,
        requestsInFlight,
        headBytes,
        bytesOfOne,
        bytesOfAll,
        handshake,
        head,
        body,
        stall,
        idle,
        drain,
        gzipFromBytes);
  }

  /** Patience with a client that does not send its part. */
  public HttpBounds withPatience(Duration forHandshake, Duration forHead, Duration forBody) {
    return new HttpBounds(
        connections,
        streamsPerConnection,
        requestsInFlight,
        headBytes,
        bodyBytes,
        bodiesBytes,
        forHandshake,
        forHead,
        forBody,
        stall,
        idle,
        drain,
        gzipFromBytes);
  }

  /** Patience with a client that does nothing. */
  public HttpBounds withQuiet(Duration forStall, Duration forIdle, Duration forDrain) {
    return new HttpBounds(
        connections,
        streamsPerConnection,
        requestsInFlight,
        headBytes,
        bodyBytes,
        bodiesBytes,
        handshake,
        head,
        body,
        forStall,
        forIdle,
        forDrain,
        gzipFromBytes);
  }
}
