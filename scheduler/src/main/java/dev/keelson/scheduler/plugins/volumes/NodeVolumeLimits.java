package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterResult;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a node from getting more volumes of a CSI driver than its CSINode says that it can attach.
 * Volumes of plugins of old that are translated into CSI volumes elsewhere are not counted.
 */
public final class NodeVolumeLimits implements PreFilterPlugin, FilterPlugin, SignPlugin {
  public static final String NAME = "NodeVolumeLimits";
  private static final Verdict TOO_MANY = Verdict.unschedulable("node(s) exceed max volume count");

  private final Stores stores;

  /** Makes up handles of volumes that are still to be provisioned; no real one begins like it. */
  private final String prefix;

  public NodeVolumeLimits(PluginContext context) {
    this.stores = Stores.of(context.informers());
    this.prefix = "%016x%016x".formatted(context.random().nextLong(), context.random().nextLong());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    return ClaimUse.of(pod).isEmpty() ? PreFilterResult.SKIP : PreFilterResult.SUCCESS;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    Map<String, String> wanted = new HashMap<>();
    Verdict verdict = add(pod, true, wanted);
    if (!verdict.isSuccess() || wanted.isEmpty()) {
      return verdict;
    }
    Map<String, Long> limits =
        stores.csiNode(node.name()).map(NodeVolumeLimits::limits).orElse(Map.of());
    if (limits.isEmpty()) {
      return Verdict.SUCCESS;
    }
    Map<String, String> attached = new HashMap<>();
    for (int i = 0; i < node.podCount(); i++) {
      Verdict known = add(node.pod(i), false, attached);
      if (!known.isSuccess()) {
        return known;
      }
    }
    wanted.keySet().removeAll(attached.keySet());
    addAttachments(node.name(), attached);
    return exceeds(wanted, attached, limits) ? TOO_MANY : Verdict.SUCCESS;
  }

  private static boolean exceeds(
      Map<String, String> wanted, Map<String, String> attached, Map<String, Long> limits) {
    Map<String, Long> sums = new HashMap<>();
    wanted.values().forEach(driver -> sums.merge(driver, 1L, Long::sum));
    // Only drivers of which the pod wants something matter.
    attached.values().forEach(driver -> sums.computeIfPresent(driver, (_, count) -> count + 1));
    return sums.entrySet().stream()
        .anyMatch(each -> each.getValue() > limits.getOrDefault(each.getKey(), Long.MAX_VALUE));
  }

  /** Of drivers that say one. */
  static Map<String, Long> limits(ApiObject csiNode) {
    Map<String, Long> limits = new HashMap<>();
    csiNode
        .spec()
        .array("drivers")
        .objects()
        .filter(driver -> driver.object("allocatable").isSet("count"))
        .forEach(
            driver ->
                limits.put(driver.text("name"), driver.object("allocatable").number("count", 0)));
    return limits;
  }

  /** Adds the driver of each volume by the volume's unique name. */
  private Verdict add(PodView pod, boolean isNew, Map<String, String> volumes) {
    for (ClaimUse each : ClaimUse.of(pod)) {
      if (each.claim().isEmpty()) {
        return Verdict.failed("PersistentVolumeClaim had no name");
      }
      Optional<Claim> claim = stores.claim(pod.namespace(), each.claim());
      if (claim.isEmpty()) {
        if (isNew) {
          return Verdict.unresolvable(
              "looking up PVC %s/%s: %s"
                  .formatted(pod.namespace(), each.claim(), Stores.noClaim(each.claim())));
        }
        continue;
      }
      Optional<String> foreign = each.foreign(pod, claim.get());
      if (foreign.isPresent()) {
        return Verdict.failed(foreign.get());
      }
      add(claim.get(), volumes);
    }
    return Verdict.SUCCESS;
  }

  private void add(Claim claim, Map<String, String> volumes) {
    Optional<Volume> volume =
        claim.volumeName().isEmpty() ? Optional.empty() : stores.volume(claim.volumeName());
    if (volume.isPresent()) {
      JsonObject csi = volume.get().object().spec().object("csi");
      put(csi.text("driver"), csi.text("volumeHandle"), volumes);
      return;
    }
    stores
        .storageClass(claim.className())
        .ifPresent(
            found -> put(found.tree().text("provisioner"), prefix + "-" + claim.text(), volumes));
  }

  private static void put(String driver, String handle, Map<String, String> volumes) {
    if (!driver.isEmpty() && !handle.isEmpty()) {
      volumes.put(driver + "/" + handle, driver);
    }
  }

  /** What is attached, whether or not a pod still uses it. */
  private void addAttachments(String node, Map<String, String> attached) {
    for (ApiObject each : stores.attachmentsOf(node)) {
      String driver = each.spec().text("attacher");
      String volumeName = each.spec().object("source").text("persistentVolumeName");
      if (!driver.isEmpty() && !volumeName.isEmpty()) {
        stores
            .volume(volumeName)
            .map(volume -> volume.object().spec().object("csi").text("volumeHandle"))
            .ifPresent(handle -> put(driver, handle, attached));
      }
    }
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return LimitHints.registrations();
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(Signatures.volumes(pod));
  }
}
