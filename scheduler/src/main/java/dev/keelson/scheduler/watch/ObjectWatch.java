package dev.keelson.scheduler.watch;

import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.scheduler.plugin.ClusterChange;
import dev.keelson.scheduler.plugin.ClusterEvent;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.EventResource;
import dev.keelson.scheduler.queue.SchedulingQueue;
import java.util.Collection;
import java.util.Optional;

/** Objects of the other kinds of which some plugin wants to hear. */
public final class ObjectWatch implements InformerHandler {
  private final EventResource resource;
  private final SchedulingQueue queue;

  private ObjectWatch(EventResource resource, SchedulingQueue queue) {
    this.resource = resource;
    this.queue = queue;
  }

  /**
   * Asks for the informers that the registrations need. A registration for everything means those
   * that others ask for.
   */
  public static void register(
      Collection<EventRegistration> registrations,
      SharedInformers informers,
      SchedulingQueue queue) {
    for (EventResource each : EventResource.values()) {
      Optional<Kind> kind = kind(each);
      boolean isWanted =
          registrations.stream().anyMatch(wanted -> wanted.event().resource() == each);
      if (isWanted && kind.isPresent()) {
        informers
            .of(kind.get().apiVersion(), kind.get().resource())
            .addHandler(new ObjectWatch(each, queue));
      }
    }
  }

  private record Kind(String apiVersion, String resource) {}

  private static Optional<Kind> kind(EventResource resource) {
    return switch (resource) {
      case PERSISTENT_VOLUME -> Optional.of(new Kind("v1", "persistentvolumes"));
      case PERSISTENT_VOLUME_CLAIM -> Optional.of(new Kind("v1", "persistentvolumeclaims"));
      case CSI_NODE -> Optional.of(new Kind("storage.k8s.io/v1", "csinodes"));
      case CSI_DRIVER -> Optional.of(new Kind("storage.k8s.io/v1", "csidrivers"));
      case VOLUME_ATTACHMENT -> Optional.of(new Kind("storage.k8s.io/v1", "volumeattachments"));
      case CSI_STORAGE_CAPACITY ->
          Optional.of(new Kind("storage.k8s.io/v1", "csistoragecapacities"));
      case STORAGE_CLASS -> Optional.of(new Kind("storage.k8s.io/v1", "storageclasses"));
      case RESOURCE_CLAIM -> Optional.of(new Kind("resource.k8s.io/v1", "resourceclaims"));
      case RESOURCE_SLICE -> Optional.of(new Kind("resource.k8s.io/v1", "resourceslices"));
      case DEVICE_CLASS -> Optional.of(new Kind("resource.k8s.io/v1", "deviceclasses"));
      case POD_GROUP -> Optional.of(new Kind("scheduling.k8s.io/v1alpha2", "podgroups"));
      case POD, ASSIGNED_POD, UNSCHEDULABLE_POD, NODE, WILDCARD -> Optional.empty();
    };
  }

  @Override
  public void added(ApiObject object) {
    queue.moveAll(change(ClusterEvent.ADD, Optional.empty(), Optional.of(object)));
  }

  @Override
  public void updated(ApiObject before, ApiObject now) {
    queue.moveAll(change(ClusterEvent.UPDATE, Optional.of(before), Optional.of(now)));
  }

  @Override
  public void deleted(ApiObject last, boolean isFinalStateUnknown) {
    queue.moveAll(change(ClusterEvent.DELETE, Optional.of(last), Optional.empty()));
  }

  private ClusterChange change(int action, Optional<ApiObject> before, Optional<ApiObject> after) {
    return new ClusterChange.Objects(ClusterEvent.of(resource, action), before, after);
  }
}
