package dev.keelson.apiserver.client.http;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.JsonLines;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.time.Timing;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;

/**
 * Over HTTP/2 and TLS, by Java's own client; HTTP/1.1 where the server has nothing newer, or is
 * {@code http://} (a proxy on this machine). Thread-safe.
 */
public final class HttpTransport implements ApiTransport {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Until a watch's headers are there. */
  private static final Duration HEADERS = Duration.ofSeconds(30);

  private final URI server;
  private final Token token;
  private final Lanes lanes;
  private final Timing timing;

  private HttpTransport(URI server, Token token, Lanes lanes, Timing timing) {
    this.server = server;
    this.token = token;
    this.lanes = lanes;
    this.timing = timing;
  }

  /**
   * Connects when first called.
   *
   * @throws BadKubeconfig its certificates or keys cannot be used
   */
  public static HttpTransport open(Kubeconfig config) {
    SSLContext tls = Tls.context(config);
    boolean isSecure = "https".equals(config.server().getScheme());
    Executor threads = task -> Thread.ofVirtual().name("http-client").start(task);
    Lanes lanes =
        new Lanes(
            () ->
                HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(isSecure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .executor(threads)
                    .build());
    Timing timing = Timing.system();
    return new HttpTransport(
        config.server(), new Token(config.credentials(), timing), lanes, timing);
  }

  @Override
  public ApiReply send(ApiCall call) {
    Lanes.Lane lane = take();
    try {
      var response = await(lane, call, BodyHandlers.ofByteArray(), call.timeout());
      return new ApiReply(response.statusCode(), headers(response), response.body());
    } finally {
      lanes.giveBack(lane);
    }
  }

  @Override
  public EventStream watch(ApiCall call) {
    Lanes.Lane lane = take();
    boolean isOpen = false;
    try {
      var response = await(lane, call, BodyHandlers.ofInputStream(), HEADERS);
      if (response.statusCode() >= 400) {
        throw EventStream.refused(response.statusCode(), read(response.body()));
      }
      isOpen = true;
      return stream(response.body(), lane, call.timeout());
    } finally {
      if (!isOpen) {
        lanes.giveBack(lane);
      }
    }
  }

  /** Closed at its bound: a server that vanished without a word would hold its reader for ever. */
  private EventStream stream(InputStream body, Lanes.Lane lane, Duration bound) {
    AtomicBoolean isHeld = new AtomicBoolean(true);
    Timing.Task late = timing.schedule(bound, () -> Thread.startVirtualThread(() -> quit(body)));
    return new JsonLines(
        body,
        () -> {
          if (isHeld.compareAndSet(true, false)) {
            late.cancel();
            lanes.giveBack(lane);
          }
        });
  }

  private static void quit(InputStream body) {
    try {
      body.close();
    } catch (IOException _) {
      // It is of no use any more.
    }
  }

  private static byte[] read(InputStream body) {
    try (body) {
      return body.readAllBytes();
    } catch (IOException e) {
      throw TransportFailure.broken("the answer broke off: " + e.getMessage(), e);
    }
  }

  private Lanes.Lane take() {
    try {
      return lanes.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportFailure.unsent("interrupted", e);
    }
  }

  private <T> HttpResponse<T> await(
      Lanes.Lane lane, ApiCall call, BodyHandler<T> handler, Duration bound) {
    String what = call.method() + " " + server + call.path();
    CompletableFuture<HttpResponse<T>> answer = lane.client().sendAsync(request(call), handler);
    try {
      return answer.get(bound.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(what, e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw TransportFailure.broken(what + ": no answer in " + bound.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw TransportFailure.broken(what + ": interrupted", e);
    }
  }

  private static TransportFailure failure(String what, ExecutionException e) {
    Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
    String message = what + ": " + cause;
    return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
        ? TransportFailure.unsent(message, cause)
        : TransportFailure.broken(message, cause);
  }

  private HttpRequest request(ApiCall call) {
    var body =
        call.body().length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(call.body());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + call.path())).method(call.method(), body);
    call.headers().forEach(request::header);
    token.header().ifPresent(value -> request.header("authorization", value));
    return request.build();
  }

  private static Map<String, String> headers(HttpResponse<?> response) {
    Map<String, String> first = new LinkedHashMap<>();
    response.headers().map().forEach((name, values) -> first.putIfAbsent(name, values.getFirst()));
    return first;
  }

  @Override
  public void close() {
    lanes.close();
  }
}
