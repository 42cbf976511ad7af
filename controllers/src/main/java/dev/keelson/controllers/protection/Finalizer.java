package dev.keelson.controllers.protection;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One finalizer on all of a kind.
 *
 * @param writes as the controller
 * @param isUsed asked only of what is being deleted
 */
record Finalizer(
    Informer informer, ResourceClient writes, String name, Predicate<ApiObject> isUsed) {
  Result reconcile(ObjectName of) {
    Optional<ApiObject> found = informer.store().get(of);
    if (found.isEmpty()) {
      return Result.done();
    }
    ApiObject object = found.get();
    List<String> finalizers = new ArrayList<>(object.finalizers());
    boolean isChanged =
        object.isBeingDeleted()
            ? finalizers.contains(name) && !isUsed.test(object) && finalizers.remove(name)
            : !finalizers.contains(name) && finalizers.add(name);
    if (isChanged) {
      write(object.withFinalizers(finalizers));
    }
    return Result.done();
  }

  /** On top of the version that was decided upon. */
  private void write(ApiObject object) {
    try {
      writes.update(object);
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
  }

  /** Only these have to be looked at. */
  boolean concerns(ApiObject object) {
    return object.isBeingDeleted() == object.finalizers().contains(name);
  }
}
