package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersion;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.auth.Invalid;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import dev.keelson.apiserver.server.auth.ServiceAccountName;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers TokenRequests ({@code serviceaccounts/token}). Thread-safe. */
public final class TokenIssuer {
  static final GroupVersionKind KIND =
      new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");

  /** Seconds. */
  static final long SHORTEST = 600;

  private static final long LONGEST = 1L << 32;
  private static final long DEFAULT = 3600;

  /** A pod's injected token asks for this many seconds: with it goes the extension. */
  private static final long INJECTED = 3607;

  /** So long such a token is good in truth, while clients that do not reload are warned of. */
  private static final long EXTENDED = 365L * 24 * 60 * 60;

  private final String issuer;
  private final SigningKey key;
  private final List<String> audiences;
  private final ObjectLookup objects;
  private final Supplier<String> ids;

  /**
   * @param audiences the API server's own, for requests that name none
   * @param ids a new UUID each time
   */
  public TokenIssuer(
      String issuer,
      SigningKey key,
      List<String> audiences,
      ObjectLookup objects,
      Supplier<String> ids) {
    this.issuer = issuer;
    this.key = key;
    this.audiences = List.copyOf(audiences);
    this.objects = objects;
    this.ids = ids;
  }

  /** What a token is bound to; all may be empty. */
  private record Binding(
      Optional<JsonObject> pod, Optional<JsonObject> secret, Optional<JsonObject> node) {
    static final Binding NONE = new Binding(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * The request with its status.
   *
   * @param account that of the path, as it is stored
   * @throws ApiFailure 422, 409, 404 or 400, as upstream
   */
  public ApiObject issue(ApiObject account, ApiObject request, Instant now) {
    checkMetadata(account, request);
    JsonObject spec = request.spec();
    List<String> asked = spec.array("audiences").texts().toList();
    List<String> granted = asked.isEmpty() ? audiences : asked;
    long seconds = spec.number("expirationSeconds", DEFAULT);
    checkExpiration(seconds);
    Binding binding =
        spec.isSet("boundObjectRef") ? bind(account, spec.object("boundObjectRef")) : Binding.NONE;
    boolean isExtended =
        binding.pod().isPresent() && seconds == INJECTED && audiences.containsAll(granted);
    JsonObject claims =
        claims(account, binding, granted, now.getEpochSecond(), seconds, isExtended);
    return answer(account, request, granted, seconds, key.sign(claims), now);
  }

  private static void checkMetadata(ApiObject account, ApiObject request) {
    FieldErrors errors = new FieldErrors();
    FieldPath path = FieldPath.of("metadata");
    if (!request.name().isEmpty() && !request.name().equals(account.name())) {
      errors.invalid(
          path.child("name"), request.name(), "must match the service account name if specified");
    }
    if (errors.isEmpty()
        && !request.namespace().isEmpty()
        && !request.namespace().equals(account.namespace())) {
      errors.invalid(
          path.child("namespace"),
          request.namespace(),
          "must match the service account namespace if specified");
    }
    Invalid.check(KIND.group(), KIND.kind(), account.name(), errors);
    if (!request.uid().isEmpty() && !request.uid().equals(account.uid())) {
      throw new ApiFailure(
          ApiStatus.conflict(
              new GroupVersionResource(KIND.group(), KIND.version(), KIND.kind()),
              account.name(),
              "the UID in the token request (%s) does not match the UID of the service account (%s)"
                  .formatted(request.uid(), account.uid())));
    }
  }

  private static void checkExpiration(long seconds) {
    FieldErrors errors = new FieldErrors();
    FieldPath path = FieldPath.of("spec").child("expirationSeconds");
    if (seconds < SHORTEST) {
      errors.invalid(path, seconds, "may not specify a duration less than 10 minutes");
    }
    if (seconds > LONGEST) {
      errors.invalid(path, seconds, "may not specify a duration larger than 2^32 seconds");
    }
    Invalid.check(KIND.group(), KIND.kind(), "", errors);
  }

  private Binding bind(ApiObject account, JsonObject ref) {
    GroupVersionKind kind = GroupVersion.parse(ref.text("apiVersion")).kind(ref.text("kind"));
    return switch (kind.group().isEmpty() ? kind.kind() : "") {
      case "Pod" -> {
        ApiObject pod = bound(ObjectLookup.PODS, account.namespace(), ref, kind);
        if (!pod.spec().text("serviceAccountName").equals(account.name())) {
          throw new ApiFailure(
              ApiStatus.badRequest(
                  "cannot bind token for serviceaccount \"%s\" to pod running with different serviceaccount name."
                      .formatted(account.name())));
        }
        yield new Binding(Optional.of(reference(pod)), Optional.empty(), nodeOf(pod));
      }
      case "Secret" ->
          new Binding(
              Optional.empty(),
              Optional.of(reference(bound(ObjectLookup.SECRETS, account.namespace(), ref, kind))),
              Optional.empty());
      case "Node" ->
          new Binding(
              Optional.empty(),
              Optional.empty(),
              Optional.of(reference(bound(ObjectLookup.NODES, "", ref, kind))));
      default ->
          throw new ApiFailure(
              ApiStatus.badRequest(
                  "cannot bind token to object of type %s/%s, Kind=%s"
                      .formatted(kind.group(), kind.version(), kind.kind())));
    };
  }

  private ApiObject bound(
      GroupVersionResource resource, String namespace, JsonObject ref, GroupVersionKind kind) {
    String name = ref.text("name");
    ApiObject object =
        objects
            .find(resource, new ObjectName(namespace, name))
            .orElseThrow(() -> new ApiFailure(ApiStatus.notFound(resource, name)));
    String uid = ref.text("uid");
    if (!uid.isEmpty() && !uid.equals(object.uid())) {
      throw new ApiFailure(
          ApiStatus.conflict(
              new GroupVersionResource(kind.group(), kind.version(), kind.kind()),
              name,
              "the UID in the bound object reference (%s) does not match the UID in record. The object might have been deleted and then recreated"
                  .formatted(uid)));
    }
    return object;
  }

  /** Where a pod runs, as far as that is known. */
  private Optional<JsonObject> nodeOf(ApiObject pod) {
    String name = pod.spec().text("nodeName");
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            objects
                .find(ObjectLookup.NODES, new ObjectName("", name))
                .map(TokenIssuer::reference)
                .orElseGet(() -> JsonObject.EMPTY.with("name", name)));
  }

  private static JsonObject reference(ApiObject object) {
    return JsonObject.builder()
        .put("name", object.name())
        .putUnlessEmpty("uid", object.uid())
        .build();
  }

  private JsonObject claims(
      ApiObject account,
      Binding binding,
      List<String> granted,
      long now,
      long seconds,
      boolean isExtended) {
    JsonObject.Builder bound = JsonObject.builder().put("namespace", account.namespace());
    binding.node().ifPresent(node -> bound.put("node", node));
    binding.pod().ifPresent(pod -> bound.put("pod", pod));
    binding.secret().ifPresent(secret -> bound.put("secret", secret));
    bound.put("serviceaccount", reference(account));
    if (isExtended) {
      bound.put("warnafter", now + seconds);
    }
    return JsonObject.builder()
        .put("aud", JsonArray.ofText(granted))
        .put("exp", now + (isExtended ? EXTENDED : seconds))
        .put("iat", now)
        .put("iss", issuer)
        .put("jti", ids.get())
        .put("kubernetes.io", bound.build())
        .put("nbf", now)
        .put("sub", new ServiceAccountName(account.namespace(), account.name()).userName())
        .build();
  }

  private static ApiObject answer(
      ApiObject account,
      ApiObject request,
      List<String> granted,
      long seconds,
      String token,
      Instant now) {
    Instant created = now.truncatedTo(ChronoUnit.SECONDS);
    JsonObject spec =
        JsonObject.builder()
            .put("audiences", JsonArray.ofText(granted))
            .put("expirationSeconds", seconds)
            .put("boundObjectRef", request.spec().find("boundObjectRef").orElse(JsonNull.NULL))
            .build();
    JsonObject status =
        JsonObject.builder()
            .put("token", token)
            .put("expirationTimestamp", created.plusSeconds(seconds).toString())
            .build();
    return ApiObject.of(KIND, request.metadata())
        .withMetadata(
            metadata ->
                metadata
                    .with("name", account.name())
                    .with("namespace", account.namespace())
                    .with("uid", account.uid())
                    .with("creationTimestamp", created.toString()))
        .with("spec", spec)
        .with("status", status);
  }
}
