package dev.keelson.apiserver.server.auth.review;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.AuthenticatorUnion;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.token.TokenAuthenticator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;

/** TokenReview and SelfSubjectReview. Thread-safe. */
public final class IdentityReviews {
  private static final String INVALID = "invalid bearer token";

  private final TokenAuthenticator tokens;
  private final List<String> audiences;

  /** {@code audiences} are the API server's own, for reviews that name none. */
  public IdentityReviews(TokenAuthenticator tokens, List<String> audiences) {
    this.tokens = tokens;
    this.audiences = List.copyOf(audiences);
  }

  /**
   * Answers a TokenReview.
   *
   * @throws ApiFailure 400: without a token
   */
  public ApiObject token(ApiObject review) {
    String token = review.spec().text("token");
    if (token.isEmpty()) {
      throw new ApiFailure(
          ApiStatus.badRequest("token is required for TokenReview in authentication"));
    }
    List<String> asked = review.spec().array("audiences").texts().toList();
    JsonObject status =
        switch (tokens.authenticate(token, asked.isEmpty() ? audiences : asked)) {
          case TokenAuthenticator.Outcome.Known(Caller caller, List<String> common) ->
              JsonObject.builder()
                  .put("authenticated", true)
                  .put("user", user(AuthenticatorUnion.authenticated(caller)))
                  .put("audiences", JsonArray.ofText(common))
                  .build();
          case TokenAuthenticator.Outcome.Rejected(String why) ->
              refused("[" + INVALID + ", " + why + "]");
          case TokenAuthenticator.Outcome.Unknown _ -> refused(INVALID);
        };
    return review.with("status", status);
  }

  private static JsonObject refused(String why) {
    return JsonObject.builder().put("user", JsonObject.EMPTY).put("error", why).build();
  }

  /** Answers a SelfSubjectReview: {@code kubectl auth whoami}. */
  public static ApiObject self(ApiObject review, Caller caller, Instant now) {
    return ApiObject.of(
            review.kind(),
            JsonObject.EMPTY.with(
                "creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString()))
        .with("status", JsonObject.of("userInfo", user(caller)));
  }

  private static JsonObject user(Caller caller) {
    JsonObject.Builder user =
        JsonObject.builder()
            .putUnlessEmpty("username", caller.name())
            .putUnlessEmpty("uid", caller.uid());
    if (!caller.groups().isEmpty()) {
      user.put("groups", JsonArray.ofText(caller.groups()));
    }
    if (!caller.extra().isEmpty()) {
      JsonObject.Builder extra = JsonObject.builder();
      new TreeMap<>(caller.extra())
          .forEach((name, values) -> extra.put(name, JsonArray.ofText(values)));
      user.put("extra", extra.build());
    }
    return user.build();
  }
}
