package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.Headers;
import dev.keelson.apiserver.server.auth.Authenticator;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Tokens that a request carries: {@code Authorization: Bearer}, or of a WebSocket, whose browser
 * cannot set that header, a subprotocol that holds it. Thread-safe.
 */
public final class BearerTokens implements Authenticator {
  private static final String PROTOCOL_HEADER = "sec-websocket-protocol";

  /** Before the token in base64url; such a subprotocol is never answered. */
  public static final String PROTOCOL_PREFIX = "base64url.bearer.authorization.k8s.io.";

  private final TokenAuthenticator tokens;
  private final List<String> audiences;

  /** {@code audiences} are the API server's own. */
  public BearerTokens(TokenAuthenticator tokens, List<String> audiences) {
    this.tokens = tokens;
    this.audiences = List.copyOf(audiences);
  }

  @Override
  public Outcome authenticate(ApiRequest request) {
    String token = bearer(request.headers());
    if (!token.isEmpty()) {
      return check(token);
    }
    return isWebSocket(request.headers())
        ? protocolToken(request.headers())
        : new Outcome.Unknown();
  }

  private Outcome check(String token) {
    return switch (tokens.authenticate(token, audiences)) {
      case TokenAuthenticator.Outcome.Known known -> new Outcome.Known(known.caller());
      case TokenAuthenticator.Outcome.Rejected(String why) -> new Outcome.Rejected(why);
      case TokenAuthenticator.Outcome.Unknown _ -> new Outcome.Rejected("invalid bearer token");
    };
  }

  /** "" where there is none. */
  private static String bearer(Headers headers) {
    String[] parts = headers.first("authorization").orElse("").strip().split(" ", 3);
    return parts.length >= 2 && parts[0].toLowerCase(Locale.ROOT).equals("bearer") ? parts[1] : "";
  }

  private static boolean isWebSocket(Headers headers) {
    String connection = headers.first("connection").orElse("").toLowerCase(Locale.ROOT);
    return connection.contains("upgrade")
        && headers.first("upgrade").orElse("").toLowerCase(Locale.ROOT).equals("websocket");
  }

  private Outcome protocolToken(Headers headers) {
    List<String> encoded = new ArrayList<>();
    boolean isOtherOffered = false;
    for (String header : headers.all(PROTOCOL_HEADER)) {
      for (String protocol : header.split(",", -1)) {
        if (protocol.strip().startsWith(PROTOCOL_PREFIX)) {
          encoded.add(protocol.strip().substring(PROTOCOL_PREFIX.length()));
        } else {
          isOtherOffered = true;
        }
      }
    }
    if (encoded.isEmpty()) {
      return new Outcome.Unknown();
    }
    if (encoded.size() > 1) {
      return new Outcome.Rejected("multiple base64.bearer.authorization tokens specified");
    }
    return decoded(encoded.getFirst(), isOtherOffered);
  }

  private Outcome decoded(String encoded, boolean isOtherOffered) {
    String token;
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(encoded);
      token = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return new Outcome.Rejected("invalid base64.bearer.authorization token encoding");
    }
    if (token.isEmpty()) {
      return new Outcome.Unknown();
    }
    // The one with the token is not answered, so there must be one that can be.
    return isOtherOffered ? check(token) : new Outcome.Rejected("missing additional subprotocol");
  }
}
