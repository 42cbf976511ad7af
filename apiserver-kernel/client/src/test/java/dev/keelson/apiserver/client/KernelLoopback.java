package dev.keelson.apiserver.client;

import dev.keelson.apiserver.client.LoopbackTransport.Answer;
import dev.keelson.apiserver.client.LoopbackTransport.Feed;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.assembly.ApiServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The real API server behind the loopback. */
public final class KernelLoopback {
  private KernelLoopback() {}

  public static LoopbackTransport to(ApiServer server) {
    return new LoopbackTransport(call -> answer(server.handle(request(call))));
  }

  private static ApiRequest request(ApiCall call) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    call.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    return ApiRequest.of(call.method(), call.path(), new Headers(headers), call.body());
  }

  private static Answer answer(ApiResponse response) {
    Map<String, String> headers = new LinkedHashMap<>();
    response.headers().values().forEach((name, all) -> headers.put(name, all.getFirst()));
    return switch (response) {
      case ApiResponse.Complete(int status, var _, var body) ->
          new Answer.Complete(status, headers, body);
      case ApiResponse.Streaming(int status, var _, BodyStream body) ->
          new Answer.Streaming(status, headers, feed(body));
      case ApiResponse.Upgraded _ -> new Answer.Complete(500, headers, List.of());
    };
  }

  private static Feed feed(BodyStream body) {
    return new Feed() {
      @Override
      public void onReady(Runnable wake) {
        body.onReady(wake);
      }

      @Override
      public Next poll() {
        return switch (body.poll()) {
          case BodyStream.Next.Bytes(var pieces) -> new Next.Bytes(pieces);
          case BodyStream.Next.Nothing _ -> new Next.Nothing();
          case BodyStream.Next.End _ -> new Next.End();
        };
      }

      @Override
      public void close() {
        body.close();
      }
    };
  }
}
