package dev.keelson.scheduler.plugins;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.cache.Snapshot;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.FilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterPlugin;
import dev.keelson.scheduler.plugin.PreFilterResult;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sends pods that need a young feature of the node agent to nodes that declare it. */
public final class NodeDeclaredFeatures implements PreFilterPlugin, FilterPlugin, SignPlugin {
  static final String NAME = "NodeDeclaredFeatures";
  private static final Verdict MISSING =
      Verdict.unresolvable("node(s) didn't match Pod's required features");
  private static final CycleState.Key<Needs> NEEDS =
      CycleState.key("PreFilter" + NAME, Needs.class);

  private record Needs(Set<String> features) implements CycleState.Data {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public PreFilterResult preFilter(CycleState state, PodView pod, Snapshot snapshot) {
    Set<String> needs = needs(pod);
    if (needs.isEmpty()) {
      return PreFilterResult.SKIP;
    }
    state.put(NEEDS, new Needs(needs));
    return PreFilterResult.SUCCESS;
  }

  /** By upstream's names of the features. */
  static Set<String> needs(PodView pod) {
    boolean restartsAll =
        restartsAll(pod.spec(), "containers") || restartsAll(pod.spec(), "initContainers");
    boolean ownUsersOnHostNetwork =
        pod.spec().isTrue("hostNetwork")
            && pod.spec().isSet("hostUsers")
            && !pod.spec().isTrue("hostUsers");
    if (!restartsAll && !ownUsersOnHostNetwork) {
      return Set.of();
    }
    Set<String> needs = new HashSet<>();
    if (restartsAll) {
      needs.add("RestartAllContainersOnContainerExits");
    }
    if (ownUsersOnHostNetwork) {
      needs.add("UserNamespacesHostNetworkSupport");
    }
    return Set.copyOf(needs);
  }

  private static boolean restartsAll(JsonObject spec, String containers) {
    for (JsonValue each : spec.array(containers)) {
      if (each instanceof JsonObject container && container.isSet("restartPolicyRules")) {
        for (JsonValue rule : container.array("restartPolicyRules")) {
          if (rule instanceof JsonObject one && one.text("action").equals("RestartAllContainers")) {
            return true;
          }
        }
      }
    }
    return false;
  }

  @Override
  public Verdict filter(CycleState state, PodView pod, NodeInfo node) {
    return node.node().declaredFeatures().containsAll(state.get(NEEDS).features)
        ? Verdict.SUCCESS
        : MISSING;
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(
            EventResource.NODE,
            ClusterEvent.ADD | ClusterEvent.UPDATE_NODE_DECLARED_FEATURE,
            (_, change) ->
                !(change instanceof ClusterChange.Nodes(_, var before, var after))
                    || before.isEmpty()
                    || after.isEmpty()
                    || !before.get().declaredFeatures().equals(after.get().declaredFeatures())),
        EventRegistration.of(
            EventResource.POD,
            ClusterEvent.UPDATE,
            (pod, change) ->
                !(change instanceof ClusterChange.Pods(_, var before, var after))
                    || before.isEmpty()
                    || after.isEmpty()
                    || (after.get().uid().equals(pod.uid())
                        && !needs(before.get()).equals(needs(after.get())))));
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(needs(pod));
  }
}
