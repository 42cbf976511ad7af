package dev.keelson.scheduler.plugins.gang;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.plugin.GroupingPlugin;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.PreEnqueuePlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pods of one PodGroup with the gang policy are bound only once {@code minCount} of them have a
 * place. Upstream's alpha of 1.36, behind its gates {@code GenericWorkload} and {@code
 * GangScheduling}: it has the API server serve {@code scheduling.k8s.io/v1alpha2}.
 */
public final class GangScheduling implements PreEnqueuePlugin, GroupingPlugin {
  public static final String NAME = "GangScheduling";
  private static final String BY_GROUP = "scheduler-pod-group";

  private final PluginContext context;
  private final Informer pods;
  private final Informer groups;
  private final GroupCondition condition;

  public GangScheduling(PluginContext context) {
    this.context = context;
    this.groups = context.informers().of(PodGroup.API_VERSION, PodGroup.RESOURCE);
    this.pods = context.informers().of("v1", "pods").index(BY_GROUP, GangScheduling::keys);
    this.condition = new GroupCondition(context.client());
  }

  private static List<String> keys(ApiObject pod) {
    return PodGroup.nameOf(pod.namespace(), pod.spec()).map(ObjectName::toString).stream().toList();
  }

  @Override
  public String name() {
    return NAME;
  }

  /** A pod waits outside the queue for its group, and for enough others of it. */
  @Override
  public Verdict preEnqueue(PodView pod) {
    Optional<ObjectName> name = PodGroup.nameOf(pod);
    if (name.isEmpty()) {
      return Verdict.SUCCESS;
    }
    Optional<PodGroup> group = find(name.get());
    if (group.isEmpty()) {
      return Verdict.unresolvable(
          "waiting for pods's pod group \"%s\" to appear in scheduling queue"
              .formatted(name.get().name()));
    }
    return !group.get().isGang() || membersOf(name.get()).size() >= group.get().minCount()
        ? Verdict.SUCCESS
        : Verdict.unresolvable(
            "waiting for minCount pods from a gang to appear in scheduling queue");
  }

  private Optional<PodGroup> find(ObjectName name) {
    return groups.store().get(name).map(PodGroup::new);
  }

  private List<ApiObject> membersOf(ObjectName group) {
    return pods.store().byIndex(BY_GROUP, group.toString());
  }

  @Override
  public Optional<Group> groupOf(PodView pod) {
    Optional<ObjectName> name = PodGroup.nameOf(pod);
    Optional<PodGroup> gang = name.flatMap(this::find).filter(PodGroup::isGang);
    if (gang.isEmpty()) {
      return Optional.empty();
    }
    List<ObjectName> unplaced = new ArrayList<>();
    int placed = 0;
    for (ApiObject each : membersOf(name.get())) {
      if (!each.spec().text("nodeName").isEmpty() || context.isAssumed(each.uid())) {
        placed++;
      } else {
        unplaced.add(each.objectName());
      }
    }
    return Optional.of(new Group(name.get(), gang.get().minCount(), placed, unplaced));
  }

  @Override
  public Optional<Runnable> decided(ObjectName group, boolean isPlaced, String message) {
    return find(group)
        .flatMap(known -> condition.call(known, isPlaced, message, context.timing().now()));
  }

  @Override
  public List<EventRegistration> eventsToRegister() {
    return List.of(
        EventRegistration.of(
            EventResource.POD,
            ClusterEvent.ADD,
            (pod, change) ->
                change instanceof ClusterChange.Pods(_, _, var after)
                    && after.flatMap(PodGroup::nameOf).equals(PodGroup.nameOf(pod))),
        EventRegistration.of(
            EventResource.POD_GROUP,
            ClusterEvent.ADD,
            (pod, change) ->
                change instanceof ClusterChange.Objects(_, _, var after)
                    && after.map(ApiObject::objectName).equals(PodGroup.nameOf(pod))));
  }
}
