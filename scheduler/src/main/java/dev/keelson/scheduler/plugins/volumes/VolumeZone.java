package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sends pods to the zone in which the labels of their bound volumes say that these lie. */
public final class VolumeZone implements PreFilterPlugin, FilterPlugin, SignPlugin {
  public static final String NAME = "VolumeZone";
  private static final Verdict OTHER_ZONE =
      Verdict.unresolvable("node(s) had no available volume zone");
  private static final String OLD_ZONE = "failure-domain.beta.kubernetes.io/zone";
  private static final String OLD_REGION = "failure-domain.beta.kubernetes.io/region";
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String REGION = "topology.kubernetes.io/region";
  private static final List<String> LABELS = List.of(OLD_ZONE, OLD_REGION, ZONE, REGION);

  private static final CycleState.Key<Places> PLACES =
      CycleState.key("PreFilter" + NAME, Places.class);

  /** A label that the node must have with one of the values. */
  private record Place(String label, Set<String> values) {
    /** A node may have the label by its present name. */
    boolean has(Map<String, String> nodeLabels) {
      String value = nodeLabels.get(label);
      if (value == null) {
        value = nodeLabels.get(presentName(label));
      }
      return value != null && values.contains(value);
    }
  }

  private record Places(List<Place> places) implements CycleState.Data {}

  private static String presentName(String label) {
    return switch (label) {
      case OLD_ZONE -> ZONE;
      case OLD_REGION -> REGION;
      default -> label;
    };
  }

  private final Stores stores;

  public VolumeZone(PluginContext context) {
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
    List<Place> places = new ArrayList<>();
    for (ClaimUse each : ClaimUse.of(pod)) {
      if (!each.isEphemeral()) {
        Optional<String> refusal = add(pod.namespace(), each.claim(), places);
        if (refusal.isPresent()) {
          return PreFilterResult.of(Verdict.unresolvable(refusal.get()));
        }
      }
    }
    if (places.isEmpty()) {
      return PreFilterResult.SKIP;
    }
    state.put(PLACES, new Places(places));
    return PreFilterResult.SUCCESS;
  }

  /** Empty, or why the pod cannot run anywhere. */
  private Optional<String> add(String namespace, String name, List<Place> places) {
    if (name.isEmpty()) {
      return Optional.of("PersistentVolumeClaim had no name");
    }
    Optional<Claim> claim = stores.claim(namespace, name);
    if (claim.isEmpty()) {
      return Optional.of(Stores.noClaim(name));
    }
    String volumeName = claim.get().volumeName();
    if (volumeName.isEmpty()) {
      return unbound(claim.get().className());
    }
    Optional<Volume> volume = stores.volume(volumeName);
    if (volume.isEmpty()) {
      return Optional.of(Stores.noVolume(volumeName));
    }
    places.addAll(places(volume.get().object()));
    return Optional.empty();
  }

  private Optional<String> unbound(String className) {
    if (className.isEmpty()) {
      return Optional.of("PersistentVolumeClaim had no pv name and storageClass name");
    }
    Optional<ApiObject> storageClass = stores.storageClass(className);
    if (storageClass.isEmpty()) {
      return Optional.of(Stores.noClass(className));
    }
    return switch (storageClass.get().tree().text("volumeBindingMode")) {
      case "" -> Optional.of("VolumeBindingMode not set for StorageClass \"" + className + "\"");
      case "WaitForFirstConsumer" -> Optional.empty();
      default -> Optional.of("PersistentVolume had no name");
    };
  }

  private static List<Place> places(ApiObject volume) {
    JsonObject labels = volume.metadata().object("labels");
    List<Place> places = new ArrayList<>();
    for (String label : LABELS) {
      Set<String> values = labels.has(label) ? zones(labels.text(label)) : Set.of();
      if (!values.isEmpty()) {
        places.add(new Place(label, values));
      }
    }
    return places;
  }

  /** Several are joined by two underscores; with an empty one among them nothing is said. */
  private static Set<String> zones(String text) {
    Set<String> zones = new HashSet<>();
    for (String each : text.split("__", -1)) {
      zones.add(each.strip());
    }
    return zones.contains("") ? Set.of() : zones;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    Map<String, String> labels = node.node().labels();
    if (!hasPlace(labels)) {
      return Verdict.SUCCESS;
    }
    List<Place> places = state.get(PLACES).places;
    for (int i = 0; i < places.size(); i++) {
      if (!places.get(i).has(labels)) {
        return OTHER_ZONE;
      }
    }
    return Verdict.SUCCESS;
  }

  /** A node without any of the labels is taken to be in a cluster of one zone. */
  private static boolean hasPlace(Map<String, String> nodeLabels) {
    for (int i = 0; i < LABELS.size(); i++) {
      if (nodeLabels.containsKey(LABELS.get(i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(
            EventResource.STORAGE_CLASS,
            ClusterEvent.ADD,
            (_, change) ->
                !(change instanceof ClusterChange.Objects(_, _, var after))
                    || after
                        .filter(
                            each ->
                                each.tree()
                                    .text("volumeBindingMode")
                                    .equals("WaitForFirstConsumer"))
                        .isPresent()),
        EventRegistration.always(
            EventResource.NODE, ClusterEvent.ADD | ClusterEvent.UPDATE_NODE_LABEL),
        EventRegistration.of(
            EventResource.PERSISTENT_VOLUME_CLAIM,
            ClusterEvent.ADD | ClusterEvent.UPDATE,
            (pod, change) ->
                !(change instanceof ClusterChange.Objects(_, _, var after))
                    || after
                        .filter(
                            each ->
                                pod.namespace().equals(each.namespace())
                                    && ClaimUse.of(pod).contains(new ClaimUse(each.name(), false)))
                        .isPresent()),
        EventRegistration.of(
            EventResource.PERSISTENT_VOLUME,
            ClusterEvent.ADD | ClusterEvent.UPDATE,
            (_, change) ->
                !(change instanceof ClusterChange.Objects(_, var before, var after))
                    || before.isEmpty()
                    || after.isEmpty()
                    || !places(before.get()).equals(places(after.get()))));
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(Signatures.volumes(pod));
  }
}
