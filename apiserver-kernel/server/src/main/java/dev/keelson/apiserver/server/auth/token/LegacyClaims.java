package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import dev.keelson.apiserver.server.auth.ServiceAccountName;
import java.util.Map;
import java.util.Optional;

/**
 * The claims of a token that lives in a Secret of type {@code kubernetes.io/service-account-token}:
 * good as long as that Secret holds it, and for ever otherwise.
 */
final class LegacyClaims {
  private static final String PREFIX = "kubernetes.io/serviceaccount/";
  private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";

  private final ObjectLookup objects;

  LegacyClaims(ObjectLookup objects) {
    this.objects = objects;
  }

  Caller caller(Jwt jwt, String token) throws BadClaims {
    JsonObject claims = jwt.claims();
    String subject = required(claims.text("sub"), "sub");
    String namespace = required(claims.text(PREFIX + "namespace"), "namespace");
    String secret = required(claims.text(PREFIX + "secret.name"), "secretName");
    String name = required(claims.text(PREFIX + "service-account.name"), "serviceAccountName");
    String uid = required(claims.text(PREFIX + "service-account.uid"), "serviceAccountUID");
    ServiceAccountName account = new ServiceAccountName(namespace, name);
    if (!ServiceAccountName.parse(subject).equals(Optional.of(account))) {
      throw new BadClaims("sub claim is invalid");
    }
    ApiObject held = checkSecret(new ObjectName(namespace, secret), token);
    checkAccount(account, uid);
    if (held.labels().containsKey(INVALID_SINCE)) {
      throw new BadClaims(
          "the token in secret %s/%s for service account %s/%s has been marked invalid"
              .formatted(namespace, secret, namespace, name));
    }
    return new Caller(account.userName(), uid, account.groups(), Map.of());
  }

  private static String required(String value, String name) throws BadClaims {
    if (value.isEmpty()) {
      throw new BadClaims(name + " claim is missing");
    }
    return value;
  }

  private ApiObject checkSecret(ObjectName name, String token) throws BadClaims {
    Optional<ApiObject> found = objects.find(ObjectLookup.SECRETS, name);
    if (found.isEmpty() || found.get().isBeingDeleted()) {
      throw new BadClaims("Token has been invalidated");
    }
    if (!SecretData.isSame(SecretData.text(found.get(), "token"), token)) {
      throw new BadClaims("Token does not match server's copy");
    }
    return found.get();
  }

  private void checkAccount(ServiceAccountName name, String uid) throws BadClaims {
    Optional<ApiObject> found =
        objects.find(ObjectLookup.SERVICE_ACCOUNTS, new ObjectName(name.namespace(), name.name()));
    if (found.isEmpty()) {
      throw new BadClaims("serviceaccounts \"" + name.name() + "\" not found");
    }
    if (found.get().isBeingDeleted()) {
      throw new BadClaims(
          "ServiceAccount %s/%s has been deleted".formatted(name.namespace(), name.name()));
    }
    if (!found.get().uid().equals(uid)) {
      throw new BadClaims(
          "ServiceAccount UID (%s) does not match claim (%s)".formatted(found.get().uid(), uid));
    }
  }
}
