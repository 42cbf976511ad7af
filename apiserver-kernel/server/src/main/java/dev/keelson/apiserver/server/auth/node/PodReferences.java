package dev.keelson.apiserver.server.auth.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a pod needs of its namespace, by name.
 *
 * @param claims persistent volume claims
 */
record PodReferences(
    Set<String> secrets,
    Set<String> configMaps,
    Set<String> claims,
    Set<String> resourceClaims,
    String serviceAccount) {
  private static final PodReferences NONE =
      new PodReferences(Set.of(), Set.of(), Set.of(), Set.of(), "");

  /** Volumes whose secret is named by a {@code secretRef}. */
  static final List<String> WITH_SECRET_REF =
      List.of("cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos");

  /** Mirrors of static pods need nothing: a node makes them, and must gain nothing by it. */
  static PodReferences of(ApiObject pod) {
    if (pod.annotations().containsKey("kubernetes.io/config.mirror")) {
      return NONE;
    }
    Set<String> secrets = new HashSet<>();
    Set<String> configMaps = new HashSet<>();
    Set<String> claims = new HashSet<>();
    JsonObject spec = pod.spec();
    spec.array("imagePullSecrets").objects().forEach(each -> secrets.add(each.text("name")));
    Stream.of("initContainers", "containers", "ephemeralContainers")
        .flatMap(name -> spec.array(name).objects())
        .forEach(container -> addEnvironment(container, secrets, configMaps));
    spec.array("volumes")
        .objects()
        .forEach(
            volume -> {
              addVolume(volume, secrets, configMaps);
              claims.add(volume.textAt("persistentVolumeClaim", "claimName"));
              if (volume.isSet("ephemeral")) {
                claims.add(pod.name() + "-" + volume.text("name"));
              }
            });
    secrets.remove("");
    configMaps.remove("");
    claims.remove("");
    return new PodReferences(
        secrets, configMaps, claims, resourceClaims(pod), spec.text("serviceAccountName"));
  }

  private static void addEnvironment(
      JsonObject container, Set<String> secrets, Set<String> configMaps) {
    container
        .array("envFrom")
        .objects()
        .forEach(
            source -> {
              secrets.add(source.textAt("secretRef", "name"));
              configMaps.add(source.textAt("configMapRef", "name"));
            });
    container
        .array("env")
        .objects()
        .forEach(
            variable -> {
              secrets.add(variable.textAt("valueFrom", "secretKeyRef", "name"));
              configMaps.add(variable.textAt("valueFrom", "configMapKeyRef", "name"));
            });
  }

  private static void addVolume(JsonObject volume, Set<String> secrets, Set<String> configMaps) {
    secrets.add(volume.textAt("secret", "secretName"));
    secrets.add(volume.textAt("azureFile", "secretName"));
    secrets.add(volume.textAt("csi", "nodePublishSecretRef", "name"));
    WITH_SECRET_REF.forEach(type -> secrets.add(volume.textAt(type, "secretRef", "name")));
    configMaps.add(volume.textAt("configMap", "name"));
    volume
        .arrayAt("projected", "sources")
        .objects()
        .forEach(
            source -> {
              secrets.add(source.textAt("secret", "name"));
              configMaps.add(source.textAt("configMap", "name"));
            });
  }

  private static Set<String> resourceClaims(ApiObject pod) {
    Set<String> claims = new HashSet<>();
    pod.spec()
        .array("resourceClaims")
        .objects()
        .forEach(
            claim -> {
              claims.add(claim.text("resourceClaimName"));
              if (claim.isSet("resourceClaimTemplateName")) {
                pod.status()
                    .array("resourceClaimStatuses")
                    .objects()
                    .filter(made -> made.text("name").equals(claim.text("name")))
                    .forEach(made -> claims.add(made.text("resourceClaimName")));
              }
            });
    claims.add(pod.status().textAt("extendedResourceClaimStatus", "resourceClaimName"));
    claims.remove("");
    return claims;
  }
}
