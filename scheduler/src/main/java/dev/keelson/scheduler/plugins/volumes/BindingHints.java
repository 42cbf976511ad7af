package dev.keelson.scheduler.plugins.volumes;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.quantity.Quantity;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.view.PodView;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** What may give a pod the volumes that it lacks. */
final class BindingHints {
  private static final int CHANGE = ClusterEvent.ADD | ClusterEvent.UPDATE;
  private static final String MIGRATED = "storage.alpha.kubernetes.io/migrated-plugins";

  private BindingHints() {}

  static List<EventRegistration> registrations() {
    return List.of(
        onUpdate(
            EventResource.STORAGE_CLASS,
            CHANGE,
            (before, after) ->
                !before
                    .tree()
                    .array("allowedTopologies")
                    .equals(after.tree().array("allowedTopologies"))),
        EventRegistration.of(
            EventResource.PERSISTENT_VOLUME_CLAIM,
            CHANGE,
            (pod, change) ->
                !(change instanceof ClusterChange.Objects(_, _, var after))
                    || after
                        .filter(each -> ClaimUse.uses(pod, each.namespace(), each.name()))
                        .isPresent()),
        EventRegistration.always(EventResource.PERSISTENT_VOLUME, CHANGE),
        EventRegistration.always(
            EventResource.NODE, ClusterEvent.ADD | ClusterEvent.UPDATE_NODE_LABEL),
        onUpdate(
            EventResource.CSI_NODE,
            CHANGE,
            (before, after) ->
                !before
                    .metadata()
                    .object("annotations")
                    .text(MIGRATED)
                    .equals(after.metadata().object("annotations").text(MIGRATED))),
        EventRegistration.of(
            EventResource.CSI_DRIVER, ClusterEvent.UPDATE, BindingHints::driverChange),
        onUpdate(
            EventResource.CSI_STORAGE_CAPACITY,
            CHANGE,
            (before, after) -> grew(before.tree(), after.tree())));
  }

  /** What is new may always help. */
  private static EventRegistration onUpdate(
      EventResource resource, int actions, BiPredicate<ApiObject, ApiObject> helps) {
    return EventRegistration.of(
        resource,
        actions,
        (_, change) ->
            !(change instanceof ClusterChange.Objects(_, var before, var after))
                || before.isEmpty()
                || after.isEmpty()
                || helps.test(before.get(), after.get()));
  }

  private static boolean grew(JsonObject before, JsonObject after) {
    Optional<Quantity> room = Provisioning.limit(after);
    Optional<Quantity> had = Provisioning.limit(before);
    return room.isPresent() && (had.isEmpty() || room.get().compareTo(had.get()) > 0);
  }

  /** The driver of one of the pod's own volumes stopped to say how much room it has. */
  private static boolean driverChange(PodView pod, ClusterChange change) {
    if (!(change instanceof ClusterChange.Objects(_, var before, var after))
        || before.isEmpty()
        || after.isEmpty()) {
      return true;
    }
    boolean stopped =
        before.get().spec().isTrue("storageCapacity")
            && !after.get().spec().isTrue("storageCapacity");
    for (JsonValue each : pod.volumes()) {
      if (each instanceof JsonObject volume
          && volume.object("csi").text("driver").equals(after.get().name())
          && stopped) {
        return true;
      }
    }
    return false;
  }
}
