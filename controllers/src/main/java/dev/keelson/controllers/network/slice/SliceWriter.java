package dev.keelson.controllers.network.slice;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import java.util.function.UnaryOperator;

/** Does what a plan says, and tells the tracker. */
public final class SliceWriter {
  private final ResourceClient slices;
  private final SliceTracker tracker;

  public SliceWriter(ApiClient client, SliceTracker tracker) {
    this.slices = client.resource(Slice.API_VERSION, "endpointslices");
    this.tracker = tracker;
  }

  /**
   * Up to the first refusal.
   *
   * @param mayCreate not where the owner is going: the garbage collector would race with us
   * @param last of each that is written
   */
  public void write(SliceChanges changes, boolean mayCreate, UnaryOperator<Slice> last) {
    if (mayCreate) {
      for (Slice each : changes.create()) {
        if (!create(last.apply(each))) {
          return;
        }
      }
    }
    for (Slice each : changes.update()) {
      ApiObject written = slices.update(last.apply(each).object());
      tracker.wrote(new Slice(written));
    }
    for (Slice each : changes.delete()) {
      delete(each);
    }
  }

  /** Whether the namespace still takes any. */
  private boolean create(Slice slice) {
    try {
      tracker.wrote(new Slice(slices.create(slice.object())));
      return true;
    } catch (ApiFailure e) {
      if (e.status().causes().stream()
          .anyMatch(cause -> cause.reason().equals("NamespaceTerminating"))) {
        return false;
      }
      throw e;
    }
  }

  /** One that is gone already is no failure. */
  public void delete(Slice slice) {
    try {
      slices.delete(slice.objectName());
      tracker.deleted(slice);
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }
}
