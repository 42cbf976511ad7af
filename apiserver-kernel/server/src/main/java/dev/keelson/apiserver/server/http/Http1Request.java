package dev.keelson.apiserver.server.http;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.Peer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request that is coming in.
 *
 * @param chunks whether the client understands chunked answers: HTTP/1.0 does not
 */
record Http1Request(
    String method,
    String target,
    Headers headers,
    RequestBody body,
    boolean chunks,
    boolean keepAlive,
    boolean expectsContinue,
    boolean wantsUpgrade) {

  /** Not HTTP enough to be given to the API: answered in a line of text, and closed. */
  static final class Refused extends RuntimeException {
    private final int status;

    Refused(int status) {
      super(null, null, false, false);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /**
   * @throws Refused if it is malformed
   * @throws ApiFailure 413: the client announces too much; 429: the server holds too much
   */
  static Http1Request of(HttpRequest head, ServerParts parts) {
    if (head.decoderResult().isFailure()) {
      throw new Refused(
          switch (head.decoderResult().cause()) {
            case TooLongHttpLineException _ -> 414;
            case TooLongHttpHeaderException _ -> 431;
            default -> 400;
          });
    }
    boolean chunks = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
    List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
    if (head.protocolVersion().majorVersion() != 1
        || hosts.size() > 1
        || (hosts.isEmpty() && chunks)
        || !Targets.good(head.uri())
        || head.method().equals(HttpMethod.CONNECT)) {
      throw new Refused(400);
    }
    boolean expects = head.headers().contains(HttpHeaderNames.EXPECT);
    if (expects && !HttpUtil.is100ContinueExpected(head)) {
      throw new Refused(417);
    }
    if (HttpUtil.getContentLength(head, 0L) > parts.bounds().bodyBytes()) {
      throw new ApiFailure(RequestBody.tooLarge(parts.bounds().bodyBytes()));
    }
    String target = Targets.origin(head.uri());
    Headers headers = headersOf(head);
    RequestBody body = new RequestBody(parts.budget(), parts.bounds().bodyBytes());
    body.begin(target, headers);
    return new Http1Request(
        head.method().name(),
        target,
        headers,
        body,
        chunks,
        HttpUtil.isKeepAlive(head),
        expects,
        wantsUpgrade(head));
  }

  /** Stands for what could not be read. */
  static Http1Request none(ServerParts parts) {
    return new Http1Request(
        "GET", "/", Headers.NONE, new RequestBody(parts.budget(), 0), false, false, false, false);
  }

  private static Headers headersOf(HttpRequest head) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : head.headers()) {
      values
          .computeIfAbsent(entry.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1))
          .add(entry.getValue());
    }
    return new Headers(values);
  }

  private static boolean wantsUpgrade(HttpRequest head) {
    return head.headers().contains(HttpHeaderNames.UPGRADE)
        && head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && HttpUtil.getContentLength(head, 0L) == 0
        && !HttpUtil.isTransferEncodingChunked(head);
  }

  RawRequest raw(Peer peer) {
    return new RawRequest(method, target, headers, body.whole(), peer);
  }

  static HttpResponse goOn() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  static ApiResponse.Complete plain(int status) {
    return ApiResponse.text(status, HttpResponseStatus.valueOf(status).toString());
  }
}
