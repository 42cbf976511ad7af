package dev.keelson.apiserver.server.stream;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes requests on to node agents, and their answers back. Blocks: for virtual threads. */
public final class NodeProxy {
  /** For the head of an answer; its body may take for ever. */
  private static final Duration ANSWER = Duration.ofSeconds(120);

  /** A log's head may come with its first line only; until then the client sees an open stream. */
  private static final Duration LOG_ANSWER = Duration.ofSeconds(2);

  /** Of a node's error text. Unit: bytes; kube-apiserver's figure. */
  private static final int MOST_TEXT = 50_000;

  private static final int BAD_REQUEST = 400;
  private static final int REDIRECT = 300;
  private static final int PARTIAL = 206;
  private static final int SERVER_FAULT = 500;

  private final NodeTls tls;

  public NodeProxy(NodeTls tls) {
    this.tls = tls;
  }

  /**
   * Asks the node what the client asks here: method, headers (but for its credentials), body. For
   * exec, attach, port-forward and proxy.
   *
   * @param pathAndQuery on the node, encoded
   * @return {@link ApiResponse.Upgraded} where the node upgrades, else its answer as it comes
   * @throws ApiFailure 500 or 503: the node cannot be reached, or does not answer in HTTP
   */
  public ApiResponse connect(ApiRequest request, NodeAddress target, String pathAndQuery) {
    boolean upgrade = NodeHeaders.wantsUpgrade(request);
    checkTarget(pathAndQuery);
    Headers headers = NodeHeaders.towardsNode(request, target, upgrade);
    NodeConnection node;
    try {
      node = NodeConnection.open(target, tls);
    } catch (IOException e) {
      throw unreachable(upgrade, e);
    }
    try {
      node.send(request.method(), pathAndQuery, headers, request.body());
      NodeAnswer answer = within(ANSWER, node);
      return upgrade
          ? upgraded(request.method(), answer, node)
          : answered(request.method(), answer, node);
    } catch (IOException e) {
      node.close();
      throw unreachable(upgrade, e);
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private static ApiResponse upgraded(String method, NodeAnswer answer, NodeConnection node)
      throws IOException {
    if (answer.isUpgraded()) {
      return new ApiResponse.Upgraded(
          NodeHeaders.towardsClient(answer.headers(), true), new Splice(node));
    }
    if (answer.status() < BAD_REQUEST) {
      throw new ApiFailure(
          ApiStatus.of(
              SERVER_FAULT, "", "invalid upgrade response: status code " + answer.status()));
    }
    return answered(method, answer, node);
  }

  private static ApiResponse answered(String method, NodeAnswer answer, NodeConnection node)
      throws IOException {
    InputStream body = answer.body(method, node.in());
    return new ApiResponse.Streaming(
        answer.status(),
        NodeHeaders.towardsClient(answer.headers(), false),
        new PumpedBody(() -> body, node::close));
  }

  private static ApiFailure unreachable(boolean upgrade, IOException e) {
    return new ApiFailure(
        upgrade
            ? ApiStatus.of(SERVER_FAULT, "", "error dialing backend: " + e.getMessage())
            : ApiStatus.unavailable("error trying to reach service: " + e.getMessage()));
  }

  /**
   * Gets what the node has, on the server's own account: a container's log.
   *
   * @param pathAndQuery on the node, encoded
   * @return plain text as it comes
   * @throws ApiFailure with what the node says, if that is no success
   */
  public ApiResponse fetch(NodeAddress target, String pathAndQuery) {
    checkTarget(pathAndQuery);
    String url = (target.tls() ? "https://" : "http://") + target.authority() + pathAndQuery;
    NodeConnection node;
    try {
      node = NodeConnection.open(target, tls);
    } catch (IOException e) {
      throw notFetched(url, e);
    }
    try {
      node.send(
          "GET",
          pathAndQuery,
          new Headers(Map.of("host", List.of(target.authority()), "connection", List.of("close"))),
          new byte[0]);
      return log(node);
    } catch (IOException e) {
      node.close();
      throw notFetched(url, e);
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private static ApiResponse log(NodeConnection node) throws IOException {
    CompletableFuture<NodeAnswer> head = head(node);
    Headers headers = Headers.of("content-type", "text/plain");
    try {
      NodeAnswer answer = await(head, LOG_ANSWER);
      check(answer, node);
      InputStream body = answer.body("GET", node.in());
      return new ApiResponse.Streaming(200, headers, new PumpedBody(() -> body, node::close));
    } catch (TimeoutException _) {
      return new ApiResponse.Streaming(
          200, headers, new PumpedBody(() -> lateBody(head, node), node::close));
    }
  }

  private static InputStream lateBody(CompletableFuture<NodeAnswer> head, NodeConnection node)
      throws IOException {
    NodeAnswer answer;
    try {
      answer = head.join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
    if (isFailure(answer)) {
      throw new IOException("the node answered " + answer.status());
    }
    return answer.body("GET", node.in());
  }

  private static boolean isFailure(NodeAnswer answer) {
    return answer.status() < 200 || answer.status() > PARTIAL;
  }

  private static void check(NodeAnswer answer, NodeConnection node) throws IOException {
    if (!isFailure(answer)) {
      return;
    }
    if (answer.status() >= REDIRECT && answer.status() < BAD_REQUEST) {
      throw new IOException("redirects forbidden");
    }
    String text = answer.text("GET", node.in(), MOST_TEXT);
    throw new ApiFailure(
        switch (answer.status()) {
          case BAD_REQUEST -> ApiStatus.badRequest(text);
          case SERVER_FAULT -> ApiStatus.internal(text);
          default -> NodeErrors.status(answer.status(), text);
        });
  }

  private static ApiFailure notFetched(String url, IOException e) {
    return new ApiFailure(
        ApiStatus.of(SERVER_FAULT, "", "Get \"%s\": %s".formatted(url, e.getMessage())));
  }

  private static NodeAnswer within(Duration time, NodeConnection node) throws IOException {
    try {
      return await(head(node), time);
    } catch (TimeoutException _) {
      throw new IOException("net/http: timeout awaiting response headers");
    }
  }

  /** Read on a thread of its own, since a socket's read ends for nothing but its close. */
  private static CompletableFuture<NodeAnswer> head(NodeConnection node) {
    CompletableFuture<NodeAnswer> head = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("node-head")
        .start(
            () -> {
              try {
                head.complete(NodeAnswer.read(node.in()));
              } catch (IOException | RuntimeException e) {
                head.completeExceptionally(e);
              }
            });
    return head;
  }

  private static NodeAnswer await(CompletableFuture<NodeAnswer> head, Duration time)
      throws IOException, TimeoutException {
    try {
      return head.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(
          e.getCause() instanceof IOException io ? io.getMessage() : "malformed HTTP response", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void checkTarget(String pathAndQuery) {
    if (!pathAndQuery.startsWith("/") || pathAndQuery.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new ApiFailure(ApiStatus.badRequest("invalid path on the node"));
    }
  }
}
