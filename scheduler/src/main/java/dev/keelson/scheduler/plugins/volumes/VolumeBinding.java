package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.plugin.PreBindPlugin;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterResult;
import dev.keelson.scheduler.plugin.ReservePlugin;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends pods to nodes that reach their volumes, and settles claims that wait for a pod: with a
 * volume that is there, or by naming the node for which one is to be made.
 */
public final class VolumeBinding
    implements PreFilterPlugin, FilterPlugin, ReservePlugin, PreBindPlugin, SignPlugin {
  public static final String NAME = "VolumeBinding";
  private static final CycleState.Key<PodClaims> CLAIMS = CycleState.key(NAME, PodClaims.class);
  private static final long DEFAULT_BOUND_SECONDS = 600;

  private final Stores stores;
  private final Binder binder;
  private final BindingWait wait;

  /**
   * @param args {@code VolumeBindingArgs}
   * @throws IllegalArgumentException they are wrong
   */
  public VolumeBinding(JsonObject args, PluginContext context) {
    long seconds = args.number("bindTimeoutSeconds", DEFAULT_BOUND_SECONDS);
    if (seconds < 0) {
      throw new IllegalArgumentException(
          "bindTimeoutSeconds: Invalid value: %d: invalid BindTimeoutSeconds, should not be a negative value"
              .formatted(seconds));
    }
    this.stores = Stores.of(context.informers());
    this.binder = new Binder(stores);
    this.wait =
        new BindingWait(
            context.client(),
            stores,
            context.informers().of("v1", "nodes").store(),
            context.informers().of("v1", "pods").store(),
            context.timing(),
            Duration.ofSeconds(seconds));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    List<ClaimUse> uses = ClaimUse.of(pod);
    if (uses.isEmpty()) {
      return PreFilterResult.SKIP;
    }
    for (ClaimUse each : uses) {
      Optional<String> refusal = refusal(pod, each);
      if (refusal.isPresent()) {
        return PreFilterResult.of(Verdict.unresolvable(refusal.get()));
      }
    }
    PodClaims claims;
    try {
      claims = binder.claims(pod);
    } catch (PluginFailure e) {
      return PreFilterResult.of(Verdict.failed(e.getMessage()));
    }
    if (!claims.immediate.isEmpty()) {
      return PreFilterResult.of(
          Verdict.unresolvable("pod has unbound immediate PersistentVolumeClaims"));
    }
    state.put(CLAIMS, claims);
    return PreFilterResult.SUCCESS;
  }

  /** Why the pod cannot have a claim that it names. */
  private Optional<String> refusal(PodView pod, ClaimUse use) {
    Optional<Claim> found = stores.claim(pod.namespace(), use.claim());
    if (found.isEmpty()) {
      return Optional.of(
          use.isEphemeral()
              ? "waiting for ephemeral volume controller to create the persistentvolumeclaim \""
                  + use.claim()
                  + "\""
              : Stores.noClaim(use.claim()));
    }
    Claim claim = found.get();
    if (claim.isLost()) {
      return Optional.of(
          "persistentvolumeclaim \"%s\" bound to non-existent persistentvolume \"%s\""
              .formatted(use.claim(), claim.volumeName()));
    }
    if (claim.object().isBeingDeleted()) {
      return Optional.of("persistentvolumeclaim \"" + use.claim() + "\" is being deleted");
    }
    return use.foreign(pod, claim);
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    try {
      return PodClaims.verdict(binder.find(state.get(CLAIMS), node.node()));
    } catch (PluginFailure e) {
      return Verdict.failed(e.getMessage());
    }
  }

  @Override
  public Verdict reserve(CycleState state, PodView pod, String nodeName) {
    Optional<PodClaims> known = state.find(CLAIMS);
    if (known.isEmpty()) {
      return Verdict.SUCCESS;
    }
    PodClaims claims = known.get();
    PodVolumes found = claims.byNode.get(nodeName);
    try {
      if (found == null || binder.areAllBound(pod)) {
        claims.isAllBound = true;
      } else {
        claims.byNode.put(nodeName, binder.assume(found, nodeName));
      }
      return Verdict.SUCCESS;
    } catch (PluginFailure e) {
      return Verdict.failed(e.getMessage());
    }
  }

  @Override
  public void unreserve(CycleState state, PodView pod, String nodeName) {
    state.find(CLAIMS).map(claims -> claims.byNode.get(nodeName)).ifPresent(binder::revert);
  }

  @Override
  public Verdict preBindPreFlight(CycleState state, PodView pod, String nodeName) {
    Optional<PodClaims> claims = state.find(CLAIMS);
    return claims.isEmpty() || claims.get().isAllBound ? Verdict.SKIP : Verdict.SUCCESS;
  }

  @Override
  public Verdict preBind(CycleState state, PodView pod, String nodeName)
      throws InterruptedException {
    Optional<PodClaims> claims = state.find(CLAIMS);
    if (claims.isEmpty() || claims.get().isAllBound) {
      return Verdict.SUCCESS;
    }
    PodVolumes assumed = claims.get().byNode.get(nodeName);
    if (assumed == null) {
      return Verdict.failed("no pod volume found for node \"" + nodeName + "\"");
    }
    try {
      wait.bind(pod, nodeName, assumed);
      return Verdict.SUCCESS;
    } catch (PluginFailure e) {
      return Verdict.failed(e.getMessage());
    }
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return BindingHints.registrations();
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(Signatures.volumes(pod));
  }
}
