package dev.keelson.controllers.network.endpoints;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.network.SelectedPods;
import dev.keelson.controllers.network.ServiceView;
import dev.keelson.controllers.network.TriggerTimes;
import dev.keelson.controllers.pod.PodCalls;
import dev.keelson.controllers.pod.PodView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Brings a Service's Endpoints object to what its pods are. */
final class EndpointsReconciler implements Reconciler<ObjectName> {
  private final ResourceClient endpoints;
  private final Store services;
  private final Store pods;
  private final Store stored;
  private final Consumer<EventNote> events;
  private final TriggerTimes times = new TriggerTimes();

  /** Versions that we replaced: read again, they are old. */
  private final Map<ObjectName, String> replaced = new ConcurrentHashMap<>();

  EndpointsReconciler(
      ResourceClient endpoints,
      Store services,
      Store pods,
      Store stored,
      Consumer<EventNote> events) {
    this.endpoints = endpoints;
    this.services = services;
    this.pods = pods;
    this.stored = stored;
    this.events = events;
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<ServiceView> service = services.get(name).map(ServiceView::new);
    if (service.isEmpty()) {
      remove(name);
      return Result.done();
    }
    return service.get().selectsPods() ? reconcile(service.get()) : Result.done();
  }

  private void remove(ObjectName name) {
    times.forget(name);
    replaced.remove(name);
    try {
      endpoints.delete(name);
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }

  private Result reconcile(ServiceView service) {
    ObjectName name = service.objectName();
    Optional<ApiObject> current = stored.get(name);
    if (current.isPresent() && current.get().resourceVersion().equals(replaced.get(name))) {
      return Result.again();
    }
    List<PodView> selected = SelectedPods.of(service, pods);
    String trigger = times.next(service, selected).map(Object::toString).orElse("");
    Optional<ApiObject> wanted = EndpointsPlan.of(service, selected, current, trigger);
    if (wanted.isPresent()) {
      if (current.isEmpty()) {
        create(wanted.get());
      } else {
        update(wanted.get(), current.get());
      }
    }
    return Result.done();
  }

  private void create(ApiObject wanted) {
    try {
      endpoints.create(wanted);
    } catch (ApiFailure e) {
      if (PodCalls.isNamespaceEnding(e)) {
        return;
      }
      events.accept(
          EventNote.warning(
              wanted,
              "FailedToCreateEndpoint",
              "Failed to create endpoint for service %s: %s"
                  .formatted(wanted.objectName(), e.status().message())));
      throw e;
    }
  }

  private void update(ApiObject wanted, ApiObject current) {
    try {
      ApiObject written = endpoints.update(wanted);
      if (!written.resourceVersion().equals(current.resourceVersion())) {
        replaced.put(current.objectName(), current.resourceVersion());
      }
    } catch (ApiFailure e) {
      events.accept(
          EventNote.warning(
              wanted,
              "FailedToUpdateEndpoint",
              "Failed to update endpoint %s: %s"
                  .formatted(wanted.objectName(), e.status().message())));
      throw e;
    }
  }
}
