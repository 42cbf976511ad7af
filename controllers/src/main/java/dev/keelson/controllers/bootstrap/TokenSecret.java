package dev.keelson.controllers.bootstrap;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.controllers.pod.Times;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** A Secret that may be a bootstrap token. */
record TokenSecret(ApiObject object) {
  private static final String TYPE = "bootstrap.kubernetes.io/token";
  private static final String PREFIX = "bootstrap-token-";
  private static final Pattern TOKEN_ID = Pattern.compile("[a-z0-9]{6}");

  boolean isToken() {
    return object.tree().text("type").equals(TYPE);
  }

  /** "" where there is none. */
  private String data(String name) {
    try {
      byte[] bytes = Base64.getDecoder().decode(object.tree().object("data").text(name));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  String id() {
    return data("token-id");
  }

  String secret() {
    return data("token-secret");
  }

  /** Whether its signature may stand in {@code cluster-info}. */
  boolean isForSigning(Instant now) {
    return isToken()
        && object.name().equals(PREFIX + id())
        && TOKEN_ID.matcher(id()).matches()
        && !secret().isEmpty()
        && data("usage-bootstrap-signing").equals("true")
        && !isExpired(now);
  }

  boolean isExpired(Instant now) {
    return isToken()
        && !data("expiration").isEmpty()
        && expiration().map(each -> !each.isAfter(now)).orElse(true);
  }

  /** Empty: never, or nobody can read it. */
  Optional<Instant> expiration() {
    return Times.parse(data("expiration"));
  }
}
