package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.GoText;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import dev.keelson.apiserver.server.auth.ServiceAccountName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The claims of a bound token: good as long as its times say so, and its service account and the
 * pod, secret or node that it is bound to are the same as when it was issued.
 */
final class BoundClaims {
  /** By so much clocks may differ. */
  static final Duration LEEWAY = Duration.ofMinutes(1);

  private static final String PREFIX = "authentication.kubernetes.io/";

  private final ObjectLookup objects;
  private final InstantSource time;

  BoundClaims(ObjectLookup objects, InstantSource time) {
    this.objects = objects;
    this.time = time;
  }

  Caller caller(Jwt jwt) throws BadClaims {
    Instant now = time.instant();
    checkTimes(jwt, now);
    JsonObject claims = jwt.claims().object("kubernetes.io");
    String namespace = claims.text("namespace");
    JsonObject account = claims.object("serviceaccount");
    checkAccount(new ObjectName(namespace, account.text("name")), account.text("uid"), now);
    Map<String, List<String>> extra = new LinkedHashMap<>();
    if (claims.isSet("secret")) {
      JsonObject secret = claims.object("secret");
      checkBound("secret", ObjectLookup.SECRETS, namespace, secret, now);
    }
    if (claims.isSet("pod")) {
      JsonObject pod = claims.object("pod");
      checkBound("pod", ObjectLookup.PODS, namespace, pod, now);
      put(extra, "pod-name", pod.text("name"));
      put(extra, "pod-uid", pod.text("uid"));
    }
    if (claims.isSet("node")) {
      JsonObject node = claims.object("node");
      if (!claims.isSet("pod")) {
        // That of a pod-bound token only tells where the pod runs.
        checkBound("node", ObjectLookup.NODES, "", node, now);
      }
      put(extra, "node-name", node.text("name"));
      put(extra, "node-uid", node.text("uid"));
    }
    String id = jwt.claims().text("jti");
    put(extra, "credential-id", id.isEmpty() ? "" : "JTI=" + id);
    ServiceAccountName name = new ServiceAccountName(namespace, account.text("name"));
    return new Caller(name.userName(), account.text("uid"), name.groups(), extra);
  }

  private static void put(Map<String, List<String>> extra, String name, String value) {
    if (!value.isEmpty()) {
      extra.put(PREFIX + name, List.of(value));
    }
  }

  private static void checkTimes(Jwt jwt, Instant now) throws BadClaims {
    Optional<Instant> notBefore = jwt.time("nbf");
    if (notBefore.isPresent() && now.plus(LEEWAY).isBefore(notBefore.get())) {
      throw new BadClaims("service account token is not valid yet");
    }
    Optional<Instant> expiry = jwt.time("exp");
    if (expiry.isPresent() && now.minus(LEEWAY).isAfter(expiry.get())) {
      throw new BadClaims("service account token has expired");
    }
    Optional<Instant> issued = jwt.time("iat");
    if (issued.isPresent() && now.plus(LEEWAY).isBefore(issued.get())) {
      throw new BadClaims("service account token is issued in the future");
    }
  }

  private void checkAccount(ObjectName name, String uid, Instant now) throws BadClaims {
    Optional<ApiObject> found = objects.find(ObjectLookup.SERVICE_ACCOUNTS, name);
    if (found.isEmpty()) {
      throw new BadClaims("serviceaccounts " + GoText.quoted(name.name()) + " not found");
    }
    ApiObject account = found.get();
    if (!account.uid().equals(uid)) {
      throw new BadClaims(
          "service account UID (%s) does not match claim (%s)".formatted(account.uid(), uid));
    }
    if (isGone(account, now)) {
      throw new BadClaims("service account " + name + " has been deleted");
    }
  }

  private void checkBound(
      String kind, GroupVersionResource resource, String namespace, JsonObject ref, Instant now)
      throws BadClaims {
    Optional<ApiObject> found = objects.find(resource, new ObjectName(namespace, ref.text("name")));
    if (found.isPresent() && !found.get().uid().equals(ref.text("uid"))) {
      throw new BadClaims(
          "%s UID (%s) does not match service account %s ref claim (%s)"
              .formatted(kind, found.get().uid(), kind, ref.text("uid")));
    }
    if (found.isEmpty() || isGone(found.get(), now)) {
      throw new BadClaims("service account token has been invalidated");
    }
  }

  /** Deleted and only waiting to be removed, for longer than clocks differ. */
  private static boolean isGone(ApiObject object, Instant now) {
    if (!object.isBeingDeleted()) {
      return false;
    }
    try {
      Instant deleted = Instant.parse(object.metadata().text("deletionTimestamp"));
      return deleted.isBefore(now.minus(LEEWAY));
    } catch (DateTimeException e) {
      return true;
    }
  }
}
