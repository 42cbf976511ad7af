package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterResult;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps pods apart whose disks exclude each other, and claims that only one pod may use. */
public final class VolumeRestrictions implements PreFilterPlugin, FilterPlugin, SignPlugin {
  public static final String NAME = "VolumeRestrictions";
  private static final Verdict DISK = Verdict.unschedulable("node(s) had no available disk");
  private static final Verdict IN_USE =
      Verdict.unschedulable(
          "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode"
              + " already in-use by another pod");
  private static final CycleState.Key<Sole> SOLE = CycleState.key("PreFilter" + NAME, Sole.class);

  /** The pod's claims for one pod only, and how often others use them, anywhere. */
  private static final class Sole implements CycleState.Data {
    private final Set<String> claims;
    private int uses;

    Sole(Set<String> claims, int uses) {
      this.claims = claims;
      this.uses = uses;
    }

    void change(PodView pod, PodView changed, int by) {
      if (!claims.isEmpty() && changed.namespace().equals(pod.namespace())) {
        for (ClaimUse each : ClaimUse.of(changed)) {
          uses += !each.isEphemeral() && claims.contains(each.claim()) ? by : 0;
        }
      }
    }

    @Override
    public Sole copy() {
      return new Sole(claims, uses);
    }
  }

  private final Stores stores;

  public VolumeRestrictions(PluginContext context) {
    this.stores = Stores.of(context.informers());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    if (pod.volumes().isEmpty()) {
      return PreFilterResult.SKIP;
    }
    Set<String> sole = new HashSet<>();
    for (ClaimUse each : ClaimUse.of(pod)) {
      if (!each.isEphemeral()) {
        Optional<Claim> claim = stores.claim(pod.namespace(), each.claim());
        if (claim.isEmpty()) {
          return PreFilterResult.of(Verdict.unresolvable(Stores.noClaim(each.claim())));
        }
        if (claim.get().isReadWriteOncePod()) {
          sole.add(each.claim());
        }
      }
    }
    int uses = 0;
    for (String each : sole) {
      uses += isUsed(snapshot, pod.namespace(), each) ? 1 : 0;
    }
    if (uses == 0 && !DiskConflict.isPossible(pod)) {
      return PreFilterResult.SKIP;
    }
    state.put(SOLE, new Sole(sole, uses));
    return PreFilterResult.SUCCESS;
  }

  private static boolean isUsed(Snapshot snapshot, String namespace, String claim) {
    for (int place = 0; place < snapshot.size(); place++) {
      if (snapshot.node(place).claimUses(namespace, claim) > 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    if (hasConflict(pod, node)) {
      return DISK;
    }
    return state.get(SOLE).uses > 0 ? IN_USE : Verdict.SUCCESS;
  }

  private static boolean hasConflict(PodView pod, NodeInfo node) {
    if (DiskConflict.isPossible(pod)) {
      for (int i = 0; i < node.podCount(); i++) {
        if (DiskConflict.between(pod, node.pod(i))) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public boolean followsPods() {
    return true;
  }

  @Override
  public Verdict addPod(CycleState state, PodView pod, PodView added, NodeInfo node) {
    state.find(SOLE).ifPresent(each -> each.change(pod, added, 1));
    return Verdict.SUCCESS;
  }

  @Override
  public Verdict removePod(CycleState state, PodView pod, PodView removed, NodeInfo node) {
    state.find(SOLE).ifPresent(each -> each.change(pod, removed, -1));
    return Verdict.SUCCESS;
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(EventResource.POD, ClusterEvent.DELETE, VolumeRestrictions::podGone),
        EventRegistration.always(EventResource.NODE, ClusterEvent.ADD),
        EventRegistration.of(
            EventResource.PERSISTENT_VOLUME_CLAIM,
            ClusterEvent.ADD,
            VolumeRestrictions::claimCame));
  }

  private static boolean podGone(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Pods(_, var before, _)) || before.isEmpty()) {
      return true;
    }
    PodView gone = before.get();
    return gone.namespace().equals(pod.namespace())
        && (DiskConflict.between(pod, gone)
            || ClaimUse.of(gone).stream()
                .anyMatch(each -> !each.isEphemeral() && ClaimUse.of(pod).contains(each)));
  }

  private static boolean claimCame(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Objects(_, _, var after)) || after.isEmpty()) {
      return true;
    }
    ApiObject claim = after.get();
    return claim.namespace().equals(pod.namespace())
        && ClaimUse.of(pod).contains(new ClaimUse(claim.name(), false));
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(Signatures.volumes(pod));
  }
}
