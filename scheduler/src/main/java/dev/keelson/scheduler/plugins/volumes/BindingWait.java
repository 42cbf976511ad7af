package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes down which volumes and nodes were chosen, and waits until the volume controller has bound
 * everything. On the pod's own thread.
 */
record BindingWait(
    ApiClient client, Stores stores, Store nodes, Store pods, Timing timing, Duration bound) {
  private static final Duration FIRST_LOOK = Duration.ofMillis(50);
  private static final Duration LATER_LOOKS = Duration.ofSeconds(1);

  /**
   * @throws PluginFailure it did not come about
   */
  void bind(PodView pod, String nodeName, PodVolumes assumed) throws InterruptedException {
    PodVolumes written = write(assumed);
    long deadline = timing.nanos() + bound.toNanos();
    Duration wait = FIRST_LOOK;
    while (!isBound(pod, nodeName, written)) {
      long left = deadline - timing.nanos();
      if (left <= 0) {
        throw new PluginFailure("binding volumes: context deadline exceeded");
      }
      timing.sleep(wait.toNanos() < left ? wait : Duration.ofNanos(left));
      wait = wait.multipliedBy(2).compareTo(LATER_LOOKS) < 0 ? wait.multipliedBy(2) : LATER_LOOKS;
    }
  }

  private PodVolumes write(PodVolumes assumed) {
    List<PodVolumes.Binding> bindings = new ArrayList<>();
    List<Claim> provisions = new ArrayList<>();
    try {
      for (PodVolumes.Binding each : assumed.bindings()) {
        ApiObject written =
            client.resource("v1", "persistentvolumes").update(each.volume().object());
        bindings.add(new PodVolumes.Binding(each.claim(), new Volume(written)));
      }
      for (Claim each : assumed.provisions()) {
        provisions.add(
            new Claim(client.resource("v1", "persistentvolumeclaims").update(each.object())));
      }
    } catch (ApiFailure | TransportFailure e) {
      throw new PluginFailure(String.valueOf(e.getMessage()));
    }
    return new PodVolumes(bindings, provisions);
  }

  private boolean isBound(PodView pod, String nodeName, PodVolumes written) {
    ApiObject node =
        nodes
            .get(new ObjectName("", nodeName))
            .orElseThrow(
                () ->
                    new PluginFailure(
                        "binding volumes: failed to get node \"%s\": node \"%s\" not found"
                            .formatted(nodeName, nodeName)));
    if (pods.get(pod.name()).isEmpty()) {
      throw new PluginFailure(
          "binding volumes: pod does not exist any more: pod \"%s\" not found"
              .formatted(pod.name().name()));
    }
    for (PodVolumes.Binding each : written.bindings()) {
      if (!isBound(each, node.labels(), nodeName)) {
        return false;
      }
    }
    for (Claim each : written.provisions()) {
      if (!isProvisioned(each, node.labels(), nodeName)) {
        return false;
      }
    }
    return true;
  }

  private boolean isBound(
      PodVolumes.Binding written, Map<String, String> nodeLabels, String nodeName) {
    Volume volume =
        stores
            .volume(written.volume().name())
            .orElseThrow(
                () ->
                    new PluginFailure(
                        "binding volumes: failed to check binding: "
                            + Stores.noVolume(written.volume().name())));
    Claim claim = known(written.claim(), "failed to check binding: ");
    if (isNewer(written.volume().object(), volume.object())) {
      return false;
    }
    checkReach(volume, nodeLabels, nodeName);
    if (!volume.isPromised() || volume.promisedUid().isEmpty()) {
      throw new PluginFailure(
          "binding volumes: ClaimRef got reset for pv \"" + volume.name() + "\"");
    }
    return claim.isFullyBound();
  }

  private boolean isProvisioned(Claim written, Map<String, String> nodeLabels, String nodeName) {
    Claim claim = known(written, "failed to check provisioning pvc: ");
    if (isNewer(written.object(), claim.object())) {
      return false;
    }
    if (!claim.object().metadata().isSet("annotations")) {
      throw new PluginFailure(
          "binding volumes: selectedNode annotation reset for PVC \""
              + claim.object().name()
              + "\"");
    }
    if (!claim.selectedNode().orElse("").equals(nodeName)) {
      // The provisioner takes its annotation away where it cannot do it there.
      throw new PluginFailure(
          "binding volumes: provisioning failed for PVC \"" + claim.object().name() + "\"");
    }
    if (!claim.volumeName().isEmpty()) {
      Optional<Volume> volume = stores.volume(claim.volumeName());
      if (volume.isEmpty()) {
        return false;
      }
      checkReach(volume.get(), nodeLabels, nodeName);
    }
    return claim.isFullyBound();
  }

  private Claim known(Claim claim, String attempt) {
    return stores
        .claim(claim.object().namespace(), claim.object().name())
        .orElseThrow(
            () ->
                new PluginFailure(
                    "binding volumes: " + attempt + Stores.noClaim(claim.object().name())));
  }

  private static void checkReach(Volume volume, Map<String, String> nodeLabels, String nodeName) {
    if (!volume.reaches(nodeLabels)) {
      throw new PluginFailure(
          "binding volumes: pv \"%s\" node affinity doesn't match node \"%s\": no matching NodeSelectorTerms"
              .formatted(volume.name(), nodeName));
    }
  }

  /** Whether the informer has yet to see what was written. */
  private static boolean isNewer(ApiObject written, ApiObject known) {
    return revision(written) > revision(known);
  }

  private static long revision(ApiObject object) {
    try {
      return Long.parseUnsignedLong(object.resourceVersion());
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
