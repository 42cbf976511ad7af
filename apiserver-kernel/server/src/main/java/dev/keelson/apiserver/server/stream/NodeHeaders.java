package dev.keelson.apiserver.server.stream;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.Headers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What of a message's headers goes on to the other side. */
final class NodeHeaders {
  /** Of one connection only (RFC 9110, 7.6.1), or made anew here. */
  private static final Set<String> OWN =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "expect");

  /** Who the client is, is between it and this server: a node must not learn its token. */
  private static final Set<String> CREDENTIALS = Set.of("authorization", "x-remote-user");

  private static final List<String> CREDENTIAL_PREFIXES =
      List.of("impersonate-", "x-remote-extra-", "x-remote-group", "x-remote-uid");

  /** A WebSocket client in a browser puts its token here. */
  private static final String TOKEN_PROTOCOL = "base64url.bearer.authorization.k8s.io.";

  private NodeHeaders() {}

  /**
   * @throws ApiFailure 400: a header holds a line break
   */
  static Headers towardsNode(ApiRequest request, NodeAddress target, boolean upgrade) {
    Map<String, List<String>> out = new LinkedHashMap<>();
    out.put("host", List.of(target.authority()));
    request
        .headers()
        .values()
        .forEach(
            (name, values) -> {
              if (isForNode(name)) {
                out.put(name, values);
              }
            });
    out.computeIfPresent("sec-websocket-protocol", (_, values) -> withoutToken(values));
    out.put("x-forwarded-for", forwardedFor(request));
    if (upgrade) {
      out.put("connection", List.of("Upgrade"));
      out.put("upgrade", request.headers().all("upgrade"));
    } else {
      out.put("connection", List.of("close"));
    }
    if (request.body().length > 0 || hasBody(request.method())) {
      out.put("content-length", List.of(Integer.toString(request.body().length)));
    } else {
      out.remove("content-length");
    }
    out.forEach((name, values) -> values.forEach(value -> checkOneLine(name, value)));
    return new Headers(out);
  }

  private static boolean hasBody(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }

  private static boolean isForNode(String name) {
    return !OWN.contains(name)
        && !CREDENTIALS.contains(name)
        && CREDENTIAL_PREFIXES.stream().noneMatch(name::startsWith);
  }

  private static List<String> withoutToken(List<String> values) {
    List<String> kept = new ArrayList<>();
    for (String value : values) {
      for (String protocol : value.split(",", -1)) {
        if (!protocol.strip().startsWith(TOKEN_PROTOCOL)) {
          kept.add(protocol.strip());
        }
      }
    }
    return List.of(String.join(", ", kept));
  }

  private static List<String> forwardedFor(ApiRequest request) {
    String address = request.peer().address();
    int port = address.lastIndexOf(':');
    String host = (port < 0 ? address : address.substring(0, port)).replaceAll("[\\[\\]]", "");
    List<String> all = new ArrayList<>(request.headers().all("x-forwarded-for"));
    all.add(host);
    return List.of(String.join(", ", all));
  }

  private static void checkOneLine(String name, String value) {
    for (String text : List.of(name, value)) {
      if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
        throw new ApiFailure(ApiStatus.badRequest("a header is not one line"));
      }
    }
  }

  static Headers towardsClient(Headers answer, boolean upgraded) {
    if (upgraded) {
      return answer;
    }
    Map<String, List<String>> out = new LinkedHashMap<>(answer.values());
    out.keySet().removeIf(OWN::contains);
    return new Headers(out);
  }

  static boolean wantsUpgrade(ApiRequest request) {
    return request.headers().first("upgrade").isPresent()
        && request.headers().all("connection").stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
  }
}
