package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.Peer;
import dev.keelson.mvcc.KvStore;
import dev.keelson.mvcc.LocalKvStore;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An API server as a function, and its answers as a client reads them. */
final class Kernel implements AutoCloseable {
  static final String JSON = "application/json";

  final KvStore store;
  final ApiServer api;

  /** A whole answer. */
  record Reply(int status, Headers headers, String text) {
    JsonObject json() {
      return JsonReader.readObject(text);
    }

    String message() {
      return json().text("message");
    }

    String reason() {
      return json().text("reason");
    }

    Reply is(int wanted) {
      assertThat(status).as(text).isEqualTo(wanted);
      return this;
    }

    String version() {
      return json().textAt("metadata", "resourceVersion");
    }
  }

  private Kernel(KvStore store, ApiServer api) {
    this.store = store;
    this.api = api;
  }

  /** Where everybody may do everything. */
  static Kernel open() {
    return on(LocalKvStore.inMemory(), ApiServerConfig.embedded());
  }

  /** With RBAC; {@link #as} says who calls. */
  static Kernel guarded() {
    return guarded("");
  }

  /**
   * @param tokens kube-apiserver's CSV
   */
  static Kernel guarded(String tokens) {
    ApiServerConfig open = ApiServerConfig.embedded();
    return on(
        LocalKvStore.inMemory(),
        new ApiServerConfig(
            open.address(),
            "",
            "",
            List.of(),
            open.serviceAccounts(),
            tokens,
            open.towardsNodes(),
            true,
            false,
            open.features(),
            open.clock()));
  }

  static Kernel on(KvStore store, ApiServerConfig config) {
    return new Kernel(store, ApiServer.open(store, config));
  }

  /** Single quotes stand for double ones. */
  Reply send(String method, String path, String type, String body) {
    return raw(method, path, type, bytes(body.replace('\'', '"')));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Reply raw(String method, String path, String type, byte[] body) {
    return send(ApiRequest.of(method, path, usual(type), body));
  }

  private static Headers usual(String type) {
    return Headers.of("content-type", type).with("user-agent", "judge/1");
  }

  Reply send(ApiRequest request) {
    return switch (api.handle(request)) {
      case ApiResponse.Complete(int status, Headers headers, var pieces) ->
          new Reply(status, headers, text(pieces));
      case ApiResponse.Streaming(int status, Headers headers, BodyStream body) -> {
        body.close();
        yield new Reply(status, headers, "");
      }
      case ApiResponse.Upgraded(Headers headers, var takeover) -> {
        takeover.closed();
        yield new Reply(101, headers, "");
      }
    };
  }

  static String text(List<ByteBuffer> pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer piece : pieces) {
      byte[] bytes = new byte[piece.remaining()];
      piece.duplicate().get(bytes);
      all.writeBytes(bytes);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  Reply get(String path) {
    return send("GET", path, JSON, "");
  }

  Reply post(String path, String body) {
    return send("POST", path, JSON, body);
  }

  Reply delete(String path) {
    return send("DELETE", path, JSON, "");
  }

  /** Whoever this is, of these groups and of system:authenticated. */
  Caller as(String user, String... groups) {
    List<String> all = new ArrayList<>(List.of(groups));
    all.add("system:authenticated");
    return new Caller(Peer.inProcess(user, all), Headers.NONE);
  }

  /** Somebody who calls, with headers of his own. */
  final class Caller {
    private final Peer peer;
    private final Headers headers;

    private Caller(Peer peer, Headers headers) {
      this.peer = peer;
      this.headers = headers;
    }

    Caller with(String header, String value) {
      return new Caller(peer, headers.with(header, value));
    }

    Reply send(String method, String path, String type, String body) {
      Headers all = usual(type);
      for (var each : headers.values().entrySet()) {
        for (String value : each.getValue()) {
          all = all.with(each.getKey(), value);
        }
      }
      ApiRequest plain = ApiRequest.of(method, path, all, bytes(body.replace('\'', '"')));
      return Kernel.this.send(
          new ApiRequest(method, plain.path(), plain.query(), all, plain.body(), peer));
    }
  }

  /** A watch that tells whole lines. */
  static final class Watch implements AutoCloseable {
    private final BodyStream body;
    private final Semaphore woken = new Semaphore(0);
    private String rest = "";

    Watch(ApiResponse answer) {
      this.body = ((ApiResponse.Streaming) answer).body();
      body.onReady(woken::release);
    }

    /** The next event; "" where the watch ended. Waits for a minute at most. */
    String next() throws InterruptedException {
      while (rest.indexOf('\n') < 0) {
        switch (body.poll()) {
          case BodyStream.Next.Bytes(var pieces) -> rest += text(pieces);
          case BodyStream.Next.Nothing _ ->
              assertThat(woken.tryAcquire(60, TimeUnit.SECONDS)).as("told in time").isTrue();
          case BodyStream.Next.End _ -> {
            return "";
          }
        }
      }
      String line = rest.substring(0, rest.indexOf('\n'));
      rest = rest.substring(line.length() + 1);
      return line;
    }

    /** Whether there is something to tell now. */
    boolean isQuiet() {
      return rest.isEmpty() && body.poll() instanceof BodyStream.Next.Nothing;
    }

    @Override
    public void close() {
      body.close();
    }
  }

  Watch watch(String path) {
    return new Watch(api.handle(ApiRequest.of("GET", path)));
  }

  @Override
  public void close() {
    api.close();
    store.close();
  }
}
