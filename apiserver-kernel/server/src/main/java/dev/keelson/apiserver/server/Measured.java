package dev.keelson.apiserver.server;

import dev.keelson.apiserver.server.metrics.RequestMetrics.Asked;
import dev.keelson.apiserver.server.metrics.RequestMetrics.Running;
import dev.keelson.apiserver.server.request.RequestInfo;
import dev.keelson.apiserver.server.resource.Resource;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests and answers as metrics see them. Only what is served makes labels of its own. */
final class Measured {
  static final Asked UNKNOWN = new Asked("OTHER", "", "", "", "", "", "");

  private static final Set<String> CONNECTED = Set.of("exec", "attach", "portforward", "proxy");
  private static final Set<String> PATHS =
      Set.of(
          "api", "apis", "healthz", "livez", "readyz", "metrics", "openapi", "version", "openid");

  private Measured() {}

  static Asked asked(ApiRequest request, RequestInfo info, Optional<Resource> resource) {
    if (!info.isResource()) {
      String[] parts = info.path().split("/", 3);
      boolean isKnown = parts.length > 1 && PATHS.contains(parts[1]);
      return new Asked(method(request), "", "", "", "", isKnown ? "/" + parts[1] : "", "");
    }
    if (resource.isEmpty()) {
      return new Asked(method(request), "", "", "", "", "", "");
    }
    var name = resource.get().name();
    String sub = resource.get().has(info.subresource()) ? info.subresource() : "";
    return new Asked(
        CONNECTED.contains(sub) ? "CONNECT" : verb(request, info),
        request.query().has("dryRun") ? "All" : "",
        name.group(),
        name.version(),
        name.resource(),
        sub,
        scope(info));
  }

  private static String method(ApiRequest request) {
    return switch (request.method()) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> request.method();
      default -> "OTHER";
    };
  }

  private static String verb(ApiRequest request, RequestInfo info) {
    return switch (info.verb()) {
      case "create" -> "POST";
      case "update" -> "PUT";
      case "patch" ->
          request
                  .headers()
                  .first("content-type")
                  .filter(type -> type.startsWith("application/apply-patch"))
                  .isPresent()
              ? "APPLY"
              : "PATCH";
      case "get", "list", "watch", "delete", "deletecollection" ->
          info.verb().toUpperCase(Locale.ROOT);
      default -> "OTHER";
    };
  }

  private static String scope(RequestInfo info) {
    if (!info.name().isEmpty() || info.verb().equals("create")) {
      return "resource";
    }
    return info.namespace().isEmpty() ? "cluster" : "namespace";
  }

  /** The same answer; what goes on is counted until it ends. */
  static ApiResponse counted(Running running, ApiResponse answer) {
    return switch (answer) {
      case ApiResponse.Complete complete -> {
        running.answered(complete.status(), complete.length());
        yield complete;
      }
      case ApiResponse.Streaming(int status, Headers headers, BodyStream body) -> {
        running.answered(status, -1);
        running.opened();
        yield new ApiResponse.Streaming(status, headers, new CountedBody(body, running));
      }
      case ApiResponse.Upgraded(Headers headers, Takeover takeover) -> {
        running.answered(101, -1);
        running.opened();
        yield new ApiResponse.Upgraded(headers, new CountedTakeover(takeover, running));
      }
    };
  }

  private record CountedBody(BodyStream body, Running running, AtomicBoolean isClosed)
      implements BodyStream {
    CountedBody(BodyStream body, Running running) {
      this(body, running, new AtomicBoolean());
    }

    @Override
    public void onReady(Runnable wake) {
      body.onReady(wake);
    }

    @Override
    public Next poll() {
      return body.poll();
    }

    @Override
    public void close() {
      if (isClosed.compareAndSet(false, true)) {
        running.closed();
      }
      body.close();
    }
  }

  private record CountedTakeover(Takeover takeover, Running running, AtomicBoolean isClosed)
      implements Takeover {
    CountedTakeover(Takeover takeover, Running running) {
      this(takeover, running, new AtomicBoolean());
    }

    @Override
    public void open(Wire wire) {
      takeover.open(wire);
    }

    @Override
    public void received(ByteBuffer bytes) {
      takeover.received(bytes);
    }

    @Override
    public void closed() {
      if (isClosed.compareAndSet(false, true)) {
        running.closed();
      }
      takeover.closed();
    }
  }
}
