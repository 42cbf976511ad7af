package dev.keelson.controllers.bootstrap;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The signatures that {@code cluster-info} should have. Pure. */
final class SignaturePlan {
  private static final String KUBECONFIG = "kubeconfig";
  private static final String PREFIX = "jws-kubeconfig-";

  private SignaturePlan() {}

  /** Empty: it has them, or there is nothing to sign. */
  static Optional<ApiObject> of(ApiObject info, Collection<TokenSecret> secrets, Instant now) {
    JsonObject data = info.tree().object("data");
    if (!(data.get(KUBECONFIG) instanceof JsonString(String content))) {
      return Optional.empty();
    }
    JsonObject signed = data;
    for (String name : data.names()) {
      signed = name.startsWith(PREFIX) ? signed.without(name) : signed;
    }
    for (TokenSecret each :
        secrets.stream()
            .filter(secret -> secret.isForSigning(now))
            .sorted(Comparator.comparing(TokenSecret::id))
            .toList()) {
      signed =
          signed.with(PREFIX + each.id(), DetachedSignature.of(content, each.id(), each.secret()));
    }
    return signed.equals(data) ? Optional.empty() : Optional.of(info.with("data", signed));
  }
}
