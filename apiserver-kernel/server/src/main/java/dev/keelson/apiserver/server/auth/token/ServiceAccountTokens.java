package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens of service accounts: those that a {@link TokenIssuer} has signed, bound to objects and
 * times, and the old ones that live in Secrets. Thread-safe.
 *
 * <p>A signature costs up to a tenth of a millisecond to check, so tokens whose signature was good
 * are remembered ({@value #REMEMBERED}, then all are forgotten). Times, audiences and objects are
 * checked each time.
 */
public final class ServiceAccountTokens implements TokenAuthenticator {
  static final int REMEMBERED = 4096;
  private static final String LEGACY_ISSUER = "kubernetes/serviceaccount";

  private final List<String> issuers;
  private final List<VerifyingKey> keys;
  private final List<String> audiences;
  private final BoundClaims bound;
  private final LegacyClaims legacy;
  private final Map<String, Jwt> verified = new ConcurrentHashMap<>();

  /**
   * @param issuers whose tokens are believed; the first one signs
   * @param keys any of which may have signed
   * @param audiences the API server's own, for tokens and callers that name none
   */
  public ServiceAccountTokens(
      List<String> issuers,
      List<VerifyingKey> keys,
      List<String> audiences,
      ObjectLookup objects,
      InstantSource time) {
    this.issuers = List.copyOf(issuers);
    this.keys = List.copyOf(keys);
    this.audiences = List.copyOf(audiences);
    this.bound = new BoundClaims(objects, time);
    this.legacy = new LegacyClaims(objects);
  }

  @Override
  public Outcome authenticate(String token, List<String> wanted) {
    Jwt known = verified.get(token);
    if (known != null) {
      return check(token, known, wanted);
    }
    Optional<Jwt> parsed = Jwt.parse(token).filter(jwt -> isOurs(jwt.issuer()));
    if (parsed.isEmpty()) {
      return new Outcome.Unknown();
    }
    Jwt jwt = parsed.get();
    String keyId = jwt.header().text("kid");
    List<VerifyingKey> candidates =
        keys.stream().filter(key -> keyId.isEmpty() || key.id().equals(keyId)).toList();
    if (candidates.isEmpty()) {
      return new Outcome.Rejected("invalid signature, no keys found");
    }
    if (candidates.stream().noneMatch(key -> key.hasSigned(jwt))) {
      return new Outcome.Rejected("invalid signature");
    }
    if (verified.size() >= REMEMBERED) {
      verified.clear();
    }
    verified.put(token, jwt);
    return check(token, jwt, wanted);
  }

  private boolean isOurs(String issuer) {
    return issuer.equals(LEGACY_ISSUER) || issuers.contains(issuer);
  }

  private Outcome check(String token, Jwt jwt, List<String> wanted) {
    List<String> held = jwt.audiences().isEmpty() ? audiences : jwt.audiences();
    List<String> common = Audiences.common(held, wanted);
    if (common.isEmpty()) {
      return new Outcome.Rejected(
          "token audiences %s is invalid for the target audiences %s"
              .formatted(GoText.quoted(held), GoText.quoted(wanted)));
    }
    try {
      Caller caller =
          jwt.issuer().equals(LEGACY_ISSUER) ? legacy.caller(jwt, token) : bound.caller(jwt);
      return new Outcome.Known(caller, common);
    } catch (BadClaims e) {
      return new Outcome.Rejected(e.why());
    }
  }
}
