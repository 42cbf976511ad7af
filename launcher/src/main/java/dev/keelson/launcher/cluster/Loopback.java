package dev.keelson.launcher.cluster;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.LoopbackTransport;
import dev.keelson.apiserver.client.LoopbackTransport.Answer;
import dev.keelson.apiserver.client.LoopbackTransport.Feed;
import dev.keelson.apiserver.client.time.Activity;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.BodyStream;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.Peer;
import dev.keelson.apiserver.server.Query;
import dev.keelson.apiserver.server.assembly.ApiServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Client and server of this process joined: the same requests and answers, no socket. */
final class Loopback {
  private static final byte[] UPGRADED =
      "{\"kind\":\"Status\",\"message\":\"a call in this process cannot be upgraded\"}".getBytes();

  private Loopback() {}

  /**
   * @param caller as whom the server knows this client
   * @param activity to which calls count, and watches that have something to tell
   */
  static ApiTransport to(ApiServer server, Peer caller, Activity activity) {
    return new LoopbackTransport(call -> answer(server.handle(request(call, caller))), activity);
  }

  private static ApiRequest request(ApiCall call, Peer caller) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    call.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    int mark = call.path().indexOf('?');
    return new ApiRequest(
        call.method(),
        mark < 0 ? call.path() : call.path().substring(0, mark),
        mark < 0 ? Query.NONE : Query.parse(call.path().substring(mark + 1)),
        new Headers(headers),
        call.body(),
        caller);
  }

  private static Answer answer(ApiResponse response) {
    Map<String, String> headers = new LinkedHashMap<>();
    response.headers().values().forEach((name, all) -> headers.put(name, all.getFirst()));
    return switch (response) {
      case ApiResponse.Complete(int status, var _, var body) ->
          new Answer.Complete(status, headers, body);
      case ApiResponse.Streaming(int status, var _, BodyStream body) ->
          new Answer.Streaming(status, headers, feed(body));
      case ApiResponse.Upgraded _ ->
          new Answer.Complete(400, headers, List.of(java.nio.ByteBuffer.wrap(UPGRADED)));
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
