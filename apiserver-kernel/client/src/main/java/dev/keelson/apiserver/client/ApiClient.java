package dev.keelson.apiserver.client;

import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Calls that are tried again where that is safe, and answers as objects. Blocks its caller.
 * Thread-safe; does not own its transport.
 *
 * <pre>{@code
 * var client = new ApiClient(HttpTransport.open(Kubeconfig.load(path)), ClientOptions.usual("me"));
 * ApiObject web = client.resource("apps/v1", "deployments").get(new ObjectName("default", "web"));
 * }</pre>
 */
public final class ApiClient {
  private static final Duration FIRST_WAIT = Duration.ofMillis(100);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** Seconds. A server that asks for more is asked again after this. */
  private static final long LONGEST_RETRY_AFTER = 60;

  private final ApiTransport transport;
  private final ClientOptions options;

  public ApiClient(ApiTransport transport, ClientOptions options) {
    this.transport = transport;
    this.options = options;
  }

  /** The same, with other options. */
  public ApiClient with(ClientOptions other) {
    return new ApiClient(transport, other);
  }

  /** The same, whose calls go through something on their way: a counter, a fence. */
  public ApiClient through(UnaryOperator<ApiTransport> way) {
    return new ApiClient(way.apply(transport), options);
  }

  public ClientOptions options() {
    return options;
  }

  public Timing timing() {
    return options.timing();
  }

  /**
   * @param apiVersion {@code v1}, {@code apps/v1}
   * @param resource the plural of the path: {@code deployments}
   */
  public ResourceClient resource(String apiVersion, String resource) {
    return resource(GroupVersion.parse(apiVersion).resource(resource));
  }

  public ResourceClient resource(GroupVersionResource resource) {
    return new ResourceClient(this, resource);
  }

  /**
   * Any path: {@code /version}.
   *
   * @throws ApiFailure the server says no
   * @throws TransportFailure no answer, or none that is JSON
   */
  public JsonObject get(String path) {
    return json(call("GET", path));
  }

  ApiCall call(String method, String path) {
    ApiCall call = ApiCall.of(method, path).withTimeout(options.timeout());
    return call.withHeader("accept", "application/json");
  }

  JsonObject json(ApiCall call) {
    ApiReply reply = send(call);
    try {
      if (JsonReader.read(reply.body()) instanceof JsonObject tree) {
        return tree;
      }
    } catch (BadJson e) {
      throw TransportFailure.broken(describe(call) + ": the answer is no JSON", e);
    }
    throw TransportFailure.broken(describe(call) + ": the answer is no object", null);
  }

  /**
   * With retries.
   *
   * @return an answer below 400
   */
  public ApiReply send(ApiCall plain) {
    ApiCall call = withHeaders(plain);
    Duration wait = FIRST_WAIT;
    for (int left = options.retries(); ; left--) {
      awaitTurn();
      try {
        ApiReply reply = transport.send(call);
        OptionalLong after = retryAfter(reply);
        if (reply.status() < 400) {
          return reply;
        }
        if (left <= 0 || after.isEmpty()) {
          throw new ApiFailure(Statuses.of(reply.status(), reply.body()));
        }
        sleep(Duration.ofSeconds(after.getAsLong()));
      } catch (TransportFailure e) {
        if (left <= 0 || !mayRepeat(call, e)) {
          throw e;
        }
        sleep(wait);
        wait = wait.multipliedBy(2);
        wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
      }
    }
  }

  /** Once: whoever watches knows where to go on, and when. */
  EventStream watch(ApiCall call) {
    awaitTurn();
    return transport.watch(withHeaders(call));
  }

  private ApiCall withHeaders(ApiCall call) {
    ApiCall all = call;
    for (var header : options.headers().entrySet()) {
      if (!call.headers().containsKey(header.getKey())) {
        all = all.withHeader(header.getKey(), header.getValue());
      }
    }
    return all;
  }

  /** A refusal without the header means what it says: a disruption budget, for one. */
  private static OptionalLong retryAfter(ApiReply reply) {
    Optional<String> header = reply.header("retry-after");
    if (header.isEmpty() || (reply.status() != 429 && reply.status() < 500)) {
      return OptionalLong.empty();
    }
    try {
      long seconds = Long.parseLong(header.get().strip());
      return OptionalLong.of(Math.clamp(seconds, 0, LONGEST_RETRY_AFTER));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /** Reads may be done twice. */
  private static boolean mayRepeat(ApiCall call, TransportFailure failure) {
    return !Thread.currentThread().isInterrupted()
        && (failure.isUnsent() || call.method().equals("GET"));
  }

  private void awaitTurn() {
    Duration wait = options.limit().map(bucket -> bucket.reserve()).orElse(Duration.ZERO);
    if (wait.isPositive()) {
      sleep(wait);
    }
  }

  private void sleep(Duration wait) {
    try {
      options.timing().sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TransportFailure.unsent("interrupted", e);
    }
  }

  private static String describe(ApiCall call) {
    return call.method() + " " + call.path();
  }
}
