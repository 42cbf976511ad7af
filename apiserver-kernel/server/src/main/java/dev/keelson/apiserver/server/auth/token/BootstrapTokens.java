package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Tokens with which a node joins: {@code <id>.<secret>}, kept in Secrets {@code
 * kube-system/bootstrap-token-<id>}. Whatever is wrong with one, it is as if it were not there.
 * Thread-safe.
 */
public final class BootstrapTokens implements TokenAuthenticator {
  private static final Pattern TOKEN = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
  private static final Pattern GROUP =
      Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");
  private static final String TYPE = "bootstrap.kubernetes.io/token";
  private static final String DEFAULT_GROUP = "system:bootstrappers";

  private final ObjectLookup objects;
  private final InstantSource time;
  private final List<String> audiences;

  /** {@code audiences} are the API server's own: of no other are these tokens good. */
  public BootstrapTokens(ObjectLookup objects, InstantSource time, List<String> audiences) {
    this.objects = objects;
    this.time = time;
    this.audiences = List.copyOf(audiences);
  }

  @Override
  public Outcome authenticate(String token, List<String> wanted) {
    List<String> common = Audiences.common(audiences, wanted);
    var parts = TOKEN.matcher(token);
    if (common.isEmpty() || !parts.matches()) {
      return new Outcome.Unknown();
    }
    String id = parts.group(1);
    return objects
        .find(ObjectLookup.SECRETS, new ObjectName("kube-system", "bootstrap-token-" + id))
        .filter(secret -> isGood(secret, id, parts.group(2)))
        .flatMap(BootstrapTokens::groups)
        .<Outcome>map(
            groups ->
                new Outcome.Known(
                    new Caller("system:bootstrap:" + id, "", groups, Map.of()), common))
        .orElseGet(Outcome.Unknown::new);
  }

  private boolean isGood(ApiObject secret, String id, String secretPart) {
    return !secret.isBeingDeleted()
        && secret.tree().text("type").equals(TYPE)
        && SecretData.isSame(SecretData.text(secret, "token-secret"), secretPart)
        && SecretData.text(secret, "token-id").equals(id)
        && !isExpired(SecretData.text(secret, "expiration"))
        && SecretData.text(secret, "usage-bootstrap-authentication").equals("true");
  }

  private boolean isExpired(String expiration) {
    if (expiration.isEmpty()) {
      return false;
    }
    try {
      Instant end = OffsetDateTime.parse(expiration).toInstant();
      return !time.instant().isBefore(end);
    } catch (DateTimeException e) {
      return true;
    }
  }

  /** Empty where one of them may not be given by a token. */
  private static Optional<List<String>> groups(ApiObject secret) {
    TreeSet<String> groups = new TreeSet<>(List.of(DEFAULT_GROUP));
    String extra = SecretData.text(secret, "auth-extra-groups");
    if (!extra.isEmpty()) {
      for (String group : extra.split(",", -1)) {
        if (!GROUP.matcher(group).matches()) {
          return Optional.empty();
        }
        groups.add(group);
      }
    }
    return Optional.of(List.copyOf(groups));
  }
}
