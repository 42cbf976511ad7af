package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What in the API a pod refers to, as upstream's {@code HasAPIObjectReference} finds it. */
final class MirrorPods {
  /** By the kind of volume; upstream's order. */
  private static final Map<String, String> VOLUMES = new LinkedHashMap<>();

  private static final Map<String, String> PROJECTIONS = new LinkedHashMap<>();

  static {
    VOLUMES.put("configMap", "configmaps (via configmap volumes)");
    VOLUMES.put("secret", "secrets (via secret volumes)");
    VOLUMES.put("csi", "csidrivers (via CSI volumes)");
    VOLUMES.put("glusterfs", "endpoints (via glusterFS volumes)");
    VOLUMES.put("persistentVolumeClaim", "persistentvolumeclaims");
    VOLUMES.put("ephemeral", "persistentvolumeclaims (via ephemeral volumes)");
    VOLUMES.put("azureFile", "secrets (via azureFile volumes)");
    PROJECTIONS.put("configMap", "configmaps (via projected volumes)");
    PROJECTIONS.put("secret", "secrets (via projected volumes)");
    PROJECTIONS.put("serviceAccountToken", "serviceaccounts (via projected volumes)");
    PROJECTIONS.put("clusterTrustBundle", "clustertrustbundles");
    PROJECTIONS.put("podCertificate", "podcertificates");
  }

  private MirrorPods() {}

  /** What it is, and by what; empty where there is nothing. */
  static Optional<String> reference(JsonObject spec) {
    if (!spec.text("serviceAccountName").isEmpty()) {
      return Optional.of("serviceaccounts");
    }
    if (!spec.array("imagePullSecrets").isEmpty()
        || hasVariable(spec, "secretRef", "secretKeyRef")
        || spec.array("volumes").objects().anyMatch(MirrorPods::needsSecret)) {
      return Optional.of("secrets");
    }
    if (hasVariable(spec, "configMapRef", "configMapKeyRef")
        || spec.array("volumes").objects().anyMatch(MirrorPods::needsConfigMap)) {
      return Optional.of("configmaps");
    }
    if (!spec.array("resourceClaims").isEmpty()) {
      return Optional.of("resourceclaims");
    }
    return spec.array("volumes").objects().flatMap(MirrorPods::ofVolume).findFirst();
  }

  private static Stream<String> ofVolume(JsonObject volume) {
    Stream<String> direct = known(VOLUMES, volume);
    Stream<String> projected =
        volume
            .arrayAt("projected", "sources")
            .objects()
            .flatMap(source -> known(PROJECTIONS, source));
    return Stream.concat(direct, projected);
  }

  private static Stream<String> known(Map<String, String> kinds, JsonObject source) {
    return kinds.entrySet().stream()
        .filter(each -> source.isSet(each.getKey()))
        .map(Map.Entry::getValue);
  }

  private static boolean hasVariable(JsonObject spec, String source, String key) {
    return Stream.of("initContainers", "containers", "ephemeralContainers")
        .flatMap(list -> spec.array(list).objects())
        .anyMatch(
            container ->
                container.array("envFrom").objects().anyMatch(each -> each.isSet(source))
                    || container
                        .array("env")
                        .objects()
                        .anyMatch(each -> each.object("valueFrom").isSet(key)));
  }

  private static boolean needsSecret(JsonObject volume) {
    return Stream.of("cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos")
            .anyMatch(kind -> volume.object(kind).isSet("secretRef"))
        || volume.object("csi").isSet("nodePublishSecretRef")
        || volume.isSet("azureFile")
        || volume.isSet("secret")
        || volume.arrayAt("projected", "sources").objects().anyMatch(each -> each.isSet("secret"));
  }

  private static boolean needsConfigMap(JsonObject volume) {
    return volume.isSet("configMap")
        || volume
            .arrayAt("projected", "sources")
            .objects()
            .anyMatch(each -> each.isSet("configMap"));
  }
}
