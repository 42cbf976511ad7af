package dev.keelson.controllers.network.slice;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.List;
import java.util.function.Consumer;

/**
 * The slices of one controller, found by the Service.
 *
 * @param controller as the managed-by label names it
 */
public record SliceIndex(Informer informer, String controller) {
  private static final String BY_SERVICE = "network-slices-of-service";

  public static SliceIndex of(SharedInformers informers, String controller) {
    Informer slices = informers.of(Slice.API_VERSION, "endpointslices");
    slices.index(BY_SERVICE, each -> List.of(new Slice(each).service().toString()));
    return new SliceIndex(slices, controller);
  }

  public List<Slice> of(ObjectName service) {
    return informer.store().byIndex(BY_SERVICE, service.toString()).stream()
        .map(Slice::new)
        .filter(each -> each.isManagedBy(controller))
        .toList();
  }

  /** Calls {@code queue} with Services of slices that somebody else changed. */
  public void watch(SliceTracker tracker, Consumer<ObjectName> queue) {
    informer.addHandler(
        new InformerHandler() {
          @Override
          public void added(ApiObject object) {
            Slice slice = new Slice(object);
            if (slice.isManagedBy(controller) && tracker.isNews(slice)) {
              queue(slice);
            }
          }

          @Override
          public void updated(ApiObject before, ApiObject now) {
            Slice old = new Slice(before);
            Slice slice = new Slice(now);
            boolean moved = !old.service().equals(slice.service());
            if (moved) {
              queue(old);
            }
            boolean isOurs = slice.isManagedBy(controller);
            if (moved
                || isOurs != old.isManagedBy(controller)
                || (isOurs && tracker.isNews(slice))) {
              queue(slice);
            }
          }

          @Override
          public void deleted(ApiObject last, boolean isFinalStateUnknown) {
            Slice slice = new Slice(last);
            if (slice.isManagedBy(controller) && tracker.isLoss(slice)) {
              queue(slice);
            }
          }

          private void queue(Slice slice) {
            if (!slice.service().name().isEmpty()) {
              queue.accept(slice.service());
            }
          }
        });
  }
}
