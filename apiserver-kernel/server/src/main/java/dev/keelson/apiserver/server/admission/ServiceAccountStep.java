package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonBool;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A pod has a service account that exists, its pull secrets, and a token of it at the usual place
 * unless it or the account says no.
 */
public final class ServiceAccountStep implements AdmissionStep {
  private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String VOLUME_PREFIX = "kube-api-access-";
  private static final String MIRROR = "kubernetes.io/config.mirror";

  /** What Go reads as true. */
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

  private static final String ENFORCE = "kubernetes.io/enforce-mountable-secrets";

  private final ObjectFinder objects;
  private final Supplier<String> suffixes;

  /** {@code suffixes}: five random characters for the name of a volume. */
  public ServiceAccountStep(ObjectFinder objects, Supplier<String> suffixes) {
    this.objects = objects;
    this.suffixes = suffixes;
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject pod) {
    if (!request.isOf("", "pods") || request.operation() != Operation.CREATE) {
      return pod;
    }
    if (pod.metadata().object("annotations").has(MIRROR)) {
      return pod;
    }
    ApiObject named =
        pod.spec().text("serviceAccountName").isEmpty()
            ? pod.withSpec(
                spec ->
                    spec.with("serviceAccountName", "default").with("serviceAccount", "default"))
            : pod;
    ApiObject account = account(request, named.spec().text("serviceAccountName"));
    if (isMounted(account, named)) {
      named = withToken(named);
    }
    JsonArray pull = account.tree().array("imagePullSecrets");
    return named.spec().array("imagePullSecrets").isEmpty() && !pull.isEmpty()
        ? named.withSpec(spec -> spec.with("imagePullSecrets", pull))
        : named;
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean isCreated = request.isOf("", "pods") && request.operation() == Operation.CREATE;
    boolean isDebugged =
        request.resource().name().groupResource().equals("pods")
            && request.subresource().equals("ephemeralcontainers")
            && request.operation() == Operation.UPDATE;
    if (!isCreated && !isDebugged) {
      return;
    }
    ApiObject pod = request.object().orElseThrow();
    if (isCreated && pod.annotations().containsKey(MIRROR)) {
      SecretReferences.ofMirror(pod.spec())
          .ifPresent(
              problem -> {
                throw Refusal.forbidden(request, problem);
              });
      return;
    }
    String name = pod.spec().text("serviceAccountName");
    if (name.isEmpty()) {
      throw Refusal.forbidden(request, "no service account specified for pod " + request.name());
    }
    ApiObject account = account(request, name);
    if (TRUE.contains(account.annotations().getOrDefault(ENFORCE, ""))) {
      SecretReferences.allowedBy(account)
          .problem(pod.spec(), isCreated)
          .ifPresent(
              problem -> {
                throw Refusal.forbidden(request, problem);
              });
    }
  }

  private ApiObject account(AdmissionRequest request, String name) {
    ObjectName place = new ObjectName(request.name().namespace(), name);
    return objects
        .find("v1", "serviceaccounts", place)
        .orElseThrow(
            () ->
                Refusal.forbidden(
                    request,
                    "error looking up service account %s: serviceaccount \"%s\" not found"
                        .formatted(place, name)));
  }

  private static boolean isMounted(ApiObject account, ApiObject pod) {
    JsonValue ofPod = pod.spec().get("automountServiceAccountToken");
    JsonValue ofAccount = account.tree().get("automountServiceAccountToken");
    return ofPod instanceof JsonBool said ? said == JsonBool.TRUE : ofAccount != JsonBool.FALSE;
  }

  private ApiObject withToken(ApiObject pod) {
    Optional<String> known =
        pod.spec()
            .array("volumes")
            .objects()
            .map(each -> each.text("name"))
            .filter(name -> name.startsWith(VOLUME_PREFIX))
            .findFirst();
    String volume = known.orElseGet(() -> VOLUME_PREFIX + suffixes.get());
    boolean[] isUsed = {false};
    ApiObject mounted =
        pod.withSpec(
            spec ->
                spec.mapEach("initContainers", each -> withMount(each, volume, isUsed))
                    .mapEach("containers", each -> withMount(each, volume, isUsed)));
    if (!isUsed[0] || known.isPresent()) {
      return mounted;
    }
    return mounted.withSpec(
        spec -> {
          List<JsonValue> volumes = new ArrayList<>(spec.array("volumes").values());
          volumes.add(tokenVolume(volume));
          return spec.with("volumes", new JsonArray(volumes));
        });
  }

  private static JsonObject withMount(JsonObject container, String volume, boolean[] isUsed) {
    boolean isTaken =
        container
            .array("volumeMounts")
            .objects()
            .anyMatch(mount -> mount.text("mountPath").equals(TOKEN_PATH));
    if (isTaken) {
      return container;
    }
    isUsed[0] = true;
    JsonObject mount =
        JsonObject.builder()
            .put("name", volume)
            .put("readOnly", true)
            .put("mountPath", TOKEN_PATH)
            .build();
    return container.with("volumeMounts", container.array("volumeMounts").plus(mount));
  }

  private static JsonObject tokenVolume(String name) {
    return JsonReader.readObject(
        """
        {"name": "%s", "projected": {"defaultMode": 420, "sources": [
          {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
          {"configMap": {"name": "kube-root-ca.crt",
                         "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
          {"downwardAPI": {"items": [{"path": "namespace",
            "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}}]}}
        """
            .formatted(name));
  }
}
