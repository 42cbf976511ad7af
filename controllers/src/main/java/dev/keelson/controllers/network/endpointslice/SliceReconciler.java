package dev.keelson.controllers.network.endpointslice;

import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.network.SelectedPods;
import dev.keelson.controllers.network.ServiceView;
import dev.keelson.controllers.network.TriggerTimes;
import dev.keelson.controllers.network.slice.Slice;
import dev.keelson.controllers.network.slice.SliceChanges;
import dev.keelson.controllers.network.slice.SliceIndex;
import dev.keelson.controllers.network.slice.SliceTracker;
import dev.keelson.controllers.network.slice.SliceWriter;
import dev.keelson.controllers.pod.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a Service's slices to what its pods are. */
final class SliceReconciler implements Reconciler<ObjectName> {
  private static final Logger LOG = LoggerFactory.getLogger(SliceReconciler.class);

  private final Store services;
  private final Store pods;
  private final Store nodes;
  private final SliceIndex slices;
  private final SliceTracker tracker;
  private final SliceWriter writer;
  private final Consumer<EventNote> events;
  private final HintMemory hints;
  private final int capacity;
  private final TriggerTimes times = new TriggerTimes();

  SliceReconciler(
      Store services,
      Store pods,
      Store nodes,
      SliceIndex slices,
      SliceTracker tracker,
      SliceWriter writer,
      Consumer<EventNote> events,
      HintMemory hints,
      int capacity) {
    this.services = services;
    this.pods = pods;
    this.nodes = nodes;
    this.slices = slices;
    this.tracker = tracker;
    this.writer = writer;
    this.events = events;
    this.hints = hints;
    this.capacity = capacity;
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<ServiceView> found = services.get(name).map(ServiceView::new);
    if (found.isEmpty()) {
      // The slices go with their owner.
      times.forget(name);
      tracker.forget(name);
      hints.forget(name);
      return Result.done();
    }
    ServiceView service = found.get();
    return service.selectsPods() ? reconcile(service) : Result.done();
  }

  private Result reconcile(ServiceView service) {
    List<Slice> existing =
        slices.of(service.objectName()).stream()
            .filter(each -> !each.object().isBeingDeleted())
            .toList();
    if (tracker.isStale(service.objectName(), existing)) {
      return Result.again();
    }
    List<PodView> selected = SelectedPods.of(service, pods);
    String trigger = times.next(service, selected).map(Object::toString).orElse("");
    try {
      return reconcile(service, selected, existing, trigger);
    } catch (ApiFailure | TransportFailure e) {
      events.accept(failure(service, String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private static EventNote failure(ServiceView service, String why) {
    return EventNote.warning(
        service.object(),
        "FailedToUpdateEndpointSlices",
        "Error updating Endpoint Slices for Service %s: %s".formatted(service.objectName(), why));
  }

  private Result reconcile(
      ServiceView service, List<PodView> selected, List<Slice> existing, String trigger) {
    List<String> families = PodEndpoints.families(service);
    List<String> missing = new ArrayList<>();
    for (String family : families) {
      List<Slice> ofFamily =
          existing.stream().filter(each -> each.addressType().equals(family)).toList();
      ServicePlan plan =
          ServicePlan.of(
              service,
              family,
              selected,
              ofFamily,
              node -> nodes.get(new ObjectName("", node)),
              capacity);
      missing.addAll(plan.missing());
      SliceChanges changes = hinted(service, family, plan.changes(), ofFamily);
      writer.write(
          changes.recycled(
              (made, old) ->
                  made.addressType().equals(old.addressType()) && ServicePlan.isOf(old, service)),
          !service.object().isBeingDeleted(),
          slice -> slice.withAnnotation(TriggerTimes.ANNOTATION, trigger));
    }
    for (Slice each : existing) {
      if (!families.contains(each.addressType())) {
        hints.took(service.objectName(), each.addressType());
        writer.delete(each);
      }
    }
    if (missing.isEmpty()) {
      return Result.done();
    }
    // The node may be told of later; if there is none, the pod's end will be told of.
    missing.forEach(LOG::info);
    events.accept(failure(service, String.join("; ", missing)));
    return Result.again();
  }

  private SliceChanges hinted(
      ServiceView service, String family, SliceChanges changes, List<Slice> existing) {
    HintedSlices plain = HintedSlices.of(changes, existing);
    if (service.wantsTopologyHints()) {
      return byTopology(service, family, plain).toChanges(changes.delete());
    }
    if (hints.took(service.objectName(), family)) {
      announce(service, Announcement.disabled("Topology Aware Hints has been disabled", family));
    }
    String distribution = service.trafficDistribution();
    HintedSlices result =
        TrafficHints.isKnown(distribution)
            ? plain.map(each -> TrafficHints.on(each, distribution))
            : plain.withoutHints();
    return result.toChanges(changes.delete());
  }

  private HintedSlices byTopology(ServiceView service, String family, HintedSlices plain) {
    return switch (TopologyHints.of(plain, hints.shares())) {
      case TopologyHints.Hinted(var slices, var zones) -> {
        if (hints.gave(service.objectName(), family, zones)) {
          announce(service, Announcement.enabled(family));
        }
        yield slices;
      }
      case TopologyHints.Refused(String why) -> {
        hints.took(service.objectName(), family);
        announce(service, Announcement.disabled(why, family));
        yield plain.withoutHints();
      }
    };
  }

  private void announce(ServiceView service, Announcement what) {
    events.accept(what.about(service));
  }
}
