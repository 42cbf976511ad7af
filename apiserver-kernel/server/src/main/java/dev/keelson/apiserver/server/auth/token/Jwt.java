package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonDouble;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A JWT in its compact form (RFC 7515, 7519), taken apart and not yet believed.
 *
 * @param signed the bytes that the signature is of
 */
record Jwt(JsonObject header, JsonObject claims, byte[] signed, byte[] signature) {
  /** In characters; those of service accounts have about a thousand. */
  static final int LONGEST = 16_384;

  /** Objects and arrays in one part: whoever is not yet known does not make us recurse deep. */
  private static final int MOST_OPENINGS = 256;

  /** Empty where it is none, or one whose header demands what is not understood here. */
  static Optional<Jwt> parse(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3 || token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      JsonObject header = object(parts[0]);
      JsonObject claims = object(parts[1]);
      if (header.has("crit") || header.has("b64")) {
        return Optional.empty();
      }
      byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      return Optional.of(new Jwt(header, claims, signed, decoded(parts[2])));
    } catch (BadJson | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] decoded(String part) {
    if (part.indexOf('=') >= 0) {
      throw new IllegalArgumentException("padding");
    }
    return Base64.getUrlDecoder().decode(part);
  }

  private static JsonObject object(String part) {
    byte[] json = decoded(part);
    int openings = 0;
    for (byte each : json) {
      openings += each == '{' || each == '[' ? 1 : 0;
    }
    if (openings > MOST_OPENINGS) {
      throw new BadJson("too many objects and arrays");
    }
    return JsonReader.read(json) instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  String issuer() {
    return claims.text("iss");
  }

  List<String> audiences() {
    return switch (claims.get("aud")) {
      case JsonString(String one) -> List.of(one);
      case JsonArray all -> all.texts().toList();
      default -> List.of();
    };
  }

  /** Of seconds since 1970, which may have a fraction. Empty where there is none. */
  static Optional<Instant> time(JsonValue value) {
    return switch (value) {
      case JsonLong(long seconds) -> Optional.of(instant(seconds));
      case JsonDouble number -> Optional.of(instant((long) number.number()));
      default -> Optional.empty();
    };
  }

  private static Instant instant(long seconds) {
    return Instant.ofEpochSecond(
        Math.clamp(seconds, Instant.MIN.getEpochSecond() / 2, Instant.MAX.getEpochSecond() / 2));
  }

  Optional<Instant> time(String claim) {
    return time(claims.get(claim));
  }
}
