package dev.keelson.controllers.network.mirroring;

import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Store;
import dev.keelson.apiserver.client.queue.Reconciler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.network.ServiceView;
import dev.keelson.controllers.network.slice.Slice;
import dev.keelson.controllers.network.slice.SliceIndex;
import dev.keelson.controllers.network.slice.SliceTracker;
import dev.keelson.controllers.network.slice.SliceWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Brings the mirrors of an Endpoints object to what it says. */
final class MirrorReconciler implements Reconciler<ObjectName> {
  private final Store endpoints;
  private final Store services;
  private final SliceIndex slices;
  private final SliceTracker tracker;
  private final SliceWriter writer;
  private final Consumer<EventNote> events;
  private final int most;

  MirrorReconciler(
      Store endpoints,
      Store services,
      SliceIndex slices,
      SliceTracker tracker,
      SliceWriter writer,
      Consumer<EventNote> events,
      int most) {
    this.endpoints = endpoints;
    this.services = services;
    this.slices = slices;
    this.tracker = tracker;
    this.writer = writer;
    this.events = events;
    this.most = most;
  }

  @Override
  public Result reconcile(ObjectName name) {
    Optional<ApiObject> source = endpoints.get(name).filter(MirroringController::isMirrored);
    Optional<ServiceView> service =
        services.get(name).map(ServiceView::new).filter(each -> !each.hasSelector());
    if (source.isEmpty() || service.isEmpty()) {
      tracker.forget(name);
      slices.of(name).forEach(writer::delete);
      tracker.forget(name);
      return Result.done();
    }
    List<Slice> existing = slices.of(name);
    if (tracker.isStale(name, existing)) {
      return Result.again();
    }
    mirror(source.get(), existing);
    return Result.done();
  }

  private void mirror(ApiObject source, List<Slice> existing) {
    MirrorPlan plan = MirrorPlan.of(source, existing, most);
    if (plan.invalid() > 0) {
      warn(
          source,
          "InvalidIPAddress",
          "Skipped %d invalid IP addresses when mirroring to EndpointSlices"
              .formatted(plan.invalid()));
    }
    if (plan.skipped() > plan.invalid()) {
      warn(
          source,
          "TooManyAddressesToMirror",
          ("A max of %d addresses can be mirrored to EndpointSlices per Endpoints subset."
                  + " %d addresses were skipped")
              .formatted(most, plan.skipped()));
    }
    plan.matching().stream().filter(each -> !tracker.knows(each)).forEach(tracker::wrote);
    writer.write(plan.changes(), !source.isBeingDeleted(), UnaryOperator.identity());
  }

  private void warn(ApiObject source, String reason, String message) {
    events.accept(EventNote.warning(source, reason, message));
  }
}
