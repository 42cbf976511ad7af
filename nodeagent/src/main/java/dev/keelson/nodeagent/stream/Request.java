package dev.keelson.nodeagent.stream;

import dev.keelson.nodeagent.node.HostedNode;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to one node.
 *
 * @param path decoded, cut at its slashes: {@code [containerLogs, default, web, main]}
 */
record Request(
    HostedNode node,
    String method,
    String uri,
    List<String> path,
    Map<String, List<String>> query,
    HttpHeaders headers) {
  static Request of(HostedNode node, FullHttpRequest request) {
    QueryStringDecoder decoder =
        QueryStringDecoder.builder().semicolonIsNormalChar(true).build(request.uri());
    List<String> path =
        Arrays.stream(decoder.path().split("/")).filter(part -> !part.isEmpty()).toList();
    return new Request(
        node,
        request.method().name(),
        request.uri(),
        path,
        decoder.parameters(),
        request.headers().copy());
  }

  String first() {
    return path.isEmpty() ? "" : path.getFirst();
  }

  String text(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getFirst();
  }

  boolean isTrue(String name) {
    return text(name).equals("1") || text(name).equals("true");
  }

  Optional<String> header(CharSequence name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** {@code websocket}, {@code spdy/3.1}, or "". */
  String upgrade() {
    return header(HttpHeaderNames.UPGRADE).orElse("").toLowerCase(java.util.Locale.ROOT);
  }

  /** Those of which it wants any; by SPDY each in a header of its own. */
  List<String> streamProtocols() {
    return headers.getAll("X-Stream-Protocol-Version");
  }
}
