package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.view.NodeSelector;
import dev.keelson.scheduler.view.NodeView;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds volumes for a pod's claims, and remembers which it has promised until the API server's
 * informers say so too.
 */
final class Binder {
  private final Stores stores;
  private final AssumedObjects claims;
  private final AssumedObjects volumes;
  private final Provisioning provisioning;

  Binder(Stores stores) {
    this.stores = stores;
    this.claims = new AssumedObjects(stores.claims()::get);
    this.volumes = new AssumedObjects(stores.volumes()::get);
    this.provisioning = new Provisioning(stores);
  }

  /**
   * The pod's claims by what is left to do for them.
   *
   * @throws PluginFailure one cannot be used, or its class is incomplete
   */
  PodClaims claims(PodView pod) {
    PodClaims found = new PodClaims();
    for (ClaimUse use : ClaimUse.of(pod)) {
      Claim claim = claim(pod, use);
      if (claim.isFullyBound()) {
        found.bound.add(bound(claim));
      } else if (claim.volumeName().isEmpty() && waitsForConsumer(claim)) {
        found.delayed.add(claim);
      } else {
        found.immediate.add(claim);
      }
    }
    found.delayed.sort(Comparator.comparing(each -> each.request().orElse(Quantity.ZERO)));
    for (Claim each : found.delayed) {
      found.candidates.computeIfAbsent(each.className(), this::candidates);
    }
    return found;
  }

  private Claim claim(PodView pod, ClaimUse use) {
    Optional<Claim> claim =
        claims.get(new ObjectName(pod.namespace(), use.claim())).map(Claim::new);
    if (claim.isEmpty()) {
      throw new PluginFailure(
          "error getting PVC \"%s/%s\": could not find v1.PersistentVolumeClaim \"%s/%s\""
              .formatted(pod.namespace(), use.claim(), pod.namespace(), use.claim()));
    }
    use.foreign(pod, claim.get())
        .ifPresent(
            why -> {
              throw new PluginFailure(why);
            });
    return claim.get();
  }

  private PodClaims.Bound bound(Claim claim) {
    return volumes
        .get(new ObjectName("", claim.volumeName()))
        .map(
            volume -> {
              var affinity = volume.spec().object("nodeAffinity");
              return new PodClaims.Bound(
                  true,
                  affinity.isSet("required")
                      ? Optional.of(NodeSelector.of(affinity.object("required")))
                      : Optional.empty());
            })
        .orElseGet(() -> new PodClaims.Bound(false, Optional.empty()));
  }

  private boolean waitsForConsumer(Claim claim) {
    String className = claim.className();
    Optional<ApiObject> storageClass =
        className.isEmpty() ? Optional.empty() : stores.storageClass(className);
    if (storageClass.isEmpty()) {
      return false;
    }
    String mode = storageClass.get().tree().text("volumeBindingMode");
    if (mode.isEmpty()) {
      throw new PluginFailure("VolumeBindingMode not set for StorageClass \"" + className + "\"");
    }
    return mode.equals("WaitForFirstConsumer");
  }

  private List<Volume> candidates(String className) {
    List<Volume> found = new ArrayList<>();
    for (ApiObject each : stores.volumesOfClass(className)) {
      found.add(new Volume(volumes.current(each)));
    }
    return found;
  }

  /**
   * Whether the claims can be met on a node; if so, how is put down.
   *
   * @return bits of {@link PodClaims}; 0: yes
   * @throws PluginFailure a class is missing
   */
  int find(PodClaims pod, NodeView node) {
    int conflicts = pod.conflicts(node.labels());
    if (pod.delayed.isEmpty()) {
      if (conflicts == 0) {
        pod.byNode.put(node.name(), PodVolumes.NONE);
      }
      return conflicts;
    }
    List<PodVolumes.Binding> bindings = new ArrayList<>(2);
    List<Claim> provisions = new ArrayList<>(2);
    Set<String> taken = new HashSet<>();
    List<Claim> open = new ArrayList<>(2);
    for (Claim claim : pod.delayed) {
      Optional<String> selected = claim.selectedNode();
      if (selected.isEmpty()) {
        Optional<Volume> volume =
            VolumeMatch.find(
                claim,
                pod.candidates.getOrDefault(claim.className(), List.of()),
                node.labels(),
                taken);
        volume.ifPresent(
            each -> {
              taken.add(each.name());
              bindings.add(new PodVolumes.Binding(claim, each));
            });
        if (volume.isEmpty()) {
          open.add(claim);
        }
      } else if (selected.get().equals(node.name())) {
        provisions.add(claim);
      } else {
        return conflicts | PodClaims.BIND_CONFLICT;
      }
    }
    provisions.addAll(open);
    for (Claim claim : provisions) {
      switch (provisioning.on(node, claim)) {
        case Provisioning.Outcome.Possible _ -> {
          // One more that can be made here.
        }
        case Provisioning.Outcome.NotHere _ -> {
          return conflicts | PodClaims.BIND_CONFLICT;
        }
        case Provisioning.Outcome.NoSpace _ -> {
          return conflicts | PodClaims.NO_SPACE;
        }
        case Provisioning.Outcome.Failed(String message) -> throw new PluginFailure(message);
      }
    }
    if (conflicts == 0) {
      pod.byNode.put(node.name(), new PodVolumes(bindings, provisions));
    }
    return conflicts;
  }

  boolean areAllBound(PodView pod) {
    for (ClaimUse use : ClaimUse.of(pod)) {
      if (!claim(pod, use).isFullyBound()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Promises what was found, as it will be written.
   *
   * @throws PluginFailure something has changed meanwhile; then nothing is promised
   */
  PodVolumes assume(PodVolumes found, String nodeName) {
    List<PodVolumes.Binding> bindings = new ArrayList<>();
    List<Claim> provisions = new ArrayList<>();
    for (PodVolumes.Binding each : found.bindings()) {
      Volume promised = each.volume().promisedTo(each.claim());
      if (promised != each.volume() && !volumes.assume(promised.object())) {
        revert(new PodVolumes(bindings, provisions));
        throw new PluginFailure(
            "\"%s\" is out of sync (assume: %s)"
                .formatted(promised.name(), promised.object().resourceVersion()));
      }
      bindings.add(new PodVolumes.Binding(each.claim(), promised));
    }
    for (Claim each : found.provisions()) {
      Claim selected = each.withSelectedNode(nodeName);
      if (!claims.assume(selected.object())) {
        revert(new PodVolumes(bindings, provisions));
        throw new PluginFailure(
            "\"%s\" is out of sync (assume: %s)"
                .formatted(selected.text(), selected.object().resourceVersion()));
      }
      provisions.add(selected);
    }
    return new PodVolumes(bindings, provisions);
  }

  /** Takes promises back that were not written. Idempotent. */
  void revert(PodVolumes assumed) {
    assumed.bindings().forEach(each -> volumes.restore(each.volume().object()));
    assumed.provisions().forEach(each -> claims.restore(each.object()));
  }
}
