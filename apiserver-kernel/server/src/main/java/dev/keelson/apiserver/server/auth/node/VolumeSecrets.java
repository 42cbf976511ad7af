package dev.keelson.apiserver.server.auth.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The secrets that a kubelet needs to mount a persistent volume. */
final class VolumeSecrets {
  /** Those whose secret may be in the claim's namespace without saying so. */
  private static final Set<String> IN_NAMESPACE_OF_CLAIM =
      Set.of("cephfs", "flexVolume", "rbd", "scaleIO", "iscsi");

  /** Those for controllers are not among them. */
  private static final List<String> CSI_REFS =
      List.of("nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef");

  private VolumeSecrets() {}

  static Set<ObjectName> of(ApiObject volume) {
    JsonObject spec = volume.spec();
    String claimNamespace = spec.textAt("claimRef", "namespace");
    Set<ObjectName> secrets = new HashSet<>();
    JsonObject azure = spec.object("azureFile");
    String azureNamespace = azure.text("secretNamespace");
    secrets.add(
        new ObjectName(
            azureNamespace.isEmpty() ? claimNamespace : azureNamespace, azure.text("secretName")));
    for (String type : PodReferences.WITH_SECRET_REF) {
      JsonObject ref = spec.objectAt(type, "secretRef");
      boolean isClaims = ref.text("namespace").isEmpty() && IN_NAMESPACE_OF_CLAIM.contains(type);
      secrets.add(
          new ObjectName(isClaims ? claimNamespace : ref.text("namespace"), ref.text("name")));
    }
    for (String name : CSI_REFS) {
      JsonObject ref = spec.objectAt("csi", name);
      secrets.add(new ObjectName(ref.text("namespace"), ref.text("name")));
    }
    secrets.removeIf(each -> each.name().isEmpty());
    return secrets;
  }
}
