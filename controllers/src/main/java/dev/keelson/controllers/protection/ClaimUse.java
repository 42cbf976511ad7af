package dev.keelson.controllers.protection;

import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.controllers.persistentvolume.PodClaims;

/**
 * Whether a pod has a claim: the informer says yes, or the server says no. The informer's no would
 * not do, since a pod that it has not heard of may be starting with the volume.
 */
record ClaimUse(Informer pods, ResourceClient podsNow) {
  static final String BY_CLAIM = "pvc-protection/claim";

  boolean test(ApiObject claim) {
    return pods.store().byIndex(BY_CLAIM, claim.objectName().toString()).stream()
            .anyMatch(pod -> uses(pod, claim))
        || podsNow.list(claim.namespace(), ListOptions.ALL).items().stream()
            .anyMatch(pod -> uses(pod, claim));
  }

  static boolean uses(ApiObject pod, ApiObject claim) {
    return !pod.spec().text("nodeName").isEmpty()
        && pod.spec().array("volumes").objects().anyMatch(volume -> uses(pod, volume, claim));
  }

  private static boolean uses(ApiObject pod, JsonObject volume, ApiObject claim) {
    if (volume.object("persistentVolumeClaim").text("claimName").equals(claim.name())) {
      return true;
    }
    return volume.isSet("ephemeral")
        && !isShutDown(pod)
        && PodClaims.ofEphemeral(pod, volume.text("name")).equals(claim.name())
        && claim.controller().filter(each -> each.text("uid").equals(pod.uid())).isPresent();
  }

  /** Its containers have ended, and the kubelet lets it go. */
  private static boolean isShutDown(ApiObject pod) {
    return pod.isBeingDeleted() && pod.metadata().number("deletionGracePeriodSeconds", -1) == 0;
  }
}
